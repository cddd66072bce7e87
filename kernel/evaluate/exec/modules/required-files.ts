import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { installationFolder } from "./installation.ts";

const { cache } = createRequire(import.meta.url);
/** The user's CommonJS files that are loaded, with what tells an edited file. */
const stamps = new Map<string, string>();

/** Remembers what the user's CommonJS files were when they were loaded. */
export function noteLoaded(): void {
  for (const path of Object.keys(cache)) {
    if (!stamps.has(path) && isOfUser(path)) stamps.set(path, stampOf(path));
  }
}

/** Has Node load again the CommonJS files that were edited, and those that require them. */
export function forgetEdited(): void {
  const edited = [...stamps].flatMap(([path, stamp]) => (stampOf(path) === stamp ? [] : path));
  // An array that grows while it is gone through.
  for (const path of edited) {
    for (const [other, module] of Object.entries(cache)) {
      // The entry of an ES module has no children.
      const requires = module?.children?.some(({ filename }) => filename === path);
      if (requires && stamps.has(other) && !edited.includes(other)) edited.push(other);
    }
  }
  for (const path of edited) {
    stamps.delete(path);
    delete cache[path];
  }
}

function isOfUser(path: string): boolean {
  return !path.startsWith(`${installationFolder}/`) && !path.includes("/node_modules/");
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return `${stats?.mtimeMs} ${stats?.size}`;
}
