import { parseModule } from "./parse.ts";

/** The specifiers of a module's static imports and re-exports. */
export function importedSpecifiers(path: string, source: string): string[] {
  const { module } = parseModule(path, source);
  const reExports = module.staticExports.flatMap(({ entries }) => entries);
  return [...module.staticImports, ...reExports].flatMap(
    ({ moduleRequest }) => moduleRequest?.value ?? [],
  );
}
