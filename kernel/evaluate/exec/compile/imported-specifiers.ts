import { parseSync } from "oxc-parser";

/** The specifiers of a module's static imports and re-exports. */
export function importedSpecifiers(path: string, source: string): string[] {
  const { module } = parseSync(path, source, { sourceType: "module" });
  const reExports = module.staticExports.flatMap(({ entries }) => entries);
  return [...module.staticImports, ...reExports].flatMap(
    ({ moduleRequest }) => moduleRequest?.value ?? [],
  );
}
