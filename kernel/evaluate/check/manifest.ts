import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest `path` at or above `folder`. */
export function findAbove(folder: string, path: string): string | undefined {
  const candidate = join(folder, path);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : findAbove(parent, path);
}

/** The `package.json` in `folder`; one that does not parse says nothing. */
export function readManifest(folder: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return {};
  }
}
