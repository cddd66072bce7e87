import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A piece of TypeScript in a page or in a comment. */
export interface Example {
  /** Its file and, from 1, its number there: `src/core/random.ts 1`. */
  readonly place: string;
  readonly file: string;
  readonly code: string;
}

/** Every block of TypeScript in the pages. */
export function pageExamples(): readonly Example[] {
  const pages = [
    "README.md",
    "environment.md",
    ...filesIn(["docs", "src", "kernel", "bench"], ".md"),
  ];
  return pages.flatMap((file) =>
    numbered(file, readFileSync(file, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)),
  );
}

/** Every `@example` of the comments. */
export function commentExamples(): readonly Example[] {
  return filesIn(["src", "kernel"], ".ts").flatMap((file) =>
    numbered(file, commentText(file).matchAll(/^@example\n(.*?)(?=^@|^\0)/gms)),
  );
}

function filesIn(folders: readonly string[], ending: string): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(ending) && !name.startsWith("."))
      .map((name) => join(folder, name))
      .sort(),
  );
}

/** The comments of a file without their stars, each ended by a zero. */
function commentText(file: string): string {
  const comments = readFileSync(file, "utf8").matchAll(/\/\*\*(.*?)\*\//gs);
  return [...comments].map(([, text]) => `${text!.replaceAll(/^ *\* ?/gm, "")}\n\0\n`).join("");
}

function numbered(file: string, matches: Iterable<RegExpMatchArray>): readonly Example[] {
  return [...matches].map(([, code], i) => ({ place: `${file} ${i + 1}`, file, code: code! }));
}
