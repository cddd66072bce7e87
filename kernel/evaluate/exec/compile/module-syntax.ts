import type {
  ExportAllDeclaration,
  ExportNamedDeclaration,
  ImportAttribute,
  ImportDeclaration,
  ModuleExportName,
} from "oxc-parser";

/**
 * The statement that stands for a static import: `({ a } = await __triptych.import("m"))`.
 *
 * @param nameOf - The variable that stands for a name.
 */
export function importStatement(node: ImportDeclaration, nameOf: (name: string) => string): string {
  const named: string[] = [];
  const wanted: string[] = [];
  let namespace = "";
  for (const specifier of node.specifiers) {
    const local = nameOf(specifier.local.name);
    if (specifier.type === "ImportNamespaceSpecifier") {
      namespace = `${local} = `;
      continue;
    }
    const isDefault = specifier.type === "ImportDefaultSpecifier";
    const imported = isDefault ? "default" : exportName(specifier.imported);
    wanted.push(imported);
    named.push(`${JSON.stringify(imported)}: ${local}`);
  }
  const call = namespace + importCall(node.source.value, node.attributes, wanted);
  return named.length > 0 ? `({ ${named.join(", ")} } = ${call});` : `${call};`;
}

/** The names that an import binds. */
export function importedNames({ specifiers }: ImportDeclaration): string[] {
  return specifiers.map(({ local }) => local.name);
}

/** What remains of a re-export: the module is loaded, the names go nowhere. */
export function reExportStatement(node: ExportAllDeclaration | ExportNamedDeclaration): string {
  return node.source === null ? "" : `${importCall(node.source.value, node.attributes, [])};`;
}

function importCall(
  specifier: string,
  attributes: readonly ImportAttribute[],
  names: readonly string[],
): string {
  const pairs = attributes.map(({ key, value }) => [
    key.type === "Identifier" ? key.name : key.value,
    value.value,
  ]);
  const options = pairs.length > 0 ? JSON.stringify({ with: Object.fromEntries(pairs) }) : "{}";
  const args = [JSON.stringify(specifier), options, JSON.stringify(names)];
  return `await __triptych.import(${args.join(", ")})`;
}

function exportName(name: ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}
