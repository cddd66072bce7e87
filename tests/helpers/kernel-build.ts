import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "oxc-transform";

const repository = fileURLToPath(new URL("../../", import.meta.url));
/** Inside node_modules, so that package imports resolve as they do from `dist`. */
const target = join(repository, "node_modules/.cache/triptych-test");

/**
 * Compiles `index.ts`, `live.ts`, `kernel/` and `src/` file by file, types unchecked, into a folder
 * that mirrors `dist`: the processes of the kernel run JavaScript also where Node does not know
 * TypeScript. Files that are up to date are left alone, so test files may call this at the same time.
 *
 * @returns The folder; the front process is `kernel/main.js` in it.
 */
export function buildKernel(): string {
  const entries = ["index.ts", "live.ts", ...typescriptFiles("kernel"), ...typescriptFiles("src")];
  for (const file of entries) {
    const source = join(repository, file);
    const output = join(target, file.replace(/\.ts$/, ".js"));
    if (modified(output) > modified(source)) continue;
    const { code, errors } = transformSync(source, readFileSync(source, "utf8"), {
      sourceType: "module",
      typescript: { onlyRemoveTypeImports: true, rewriteImportExtensions: "rewrite" },
    });
    if (errors.length > 0) throw new Error(`buildKernel: ${file}: ${errors[0]?.message}`);
    replace(output, code);
  }
  replace(join(target, "package.json"), packageJson());
  return target;
}

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(folder, name));
}

/** The repository's own, so that the package finds itself by name; `dist` is this folder. */
function packageJson(): string {
  return readFileSync(join(repository, "package.json"), "utf8").replaceAll("./dist/", "./");
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
