import type {
  ExportAllDeclaration,
  ExportNamedDeclaration,
  ImportAttribute,
  ImportDeclaration,
  ModuleExportName,
} from "oxc-parser";

/** The statements that stand for a static import: `let { a } = await __triptych.import("m")`. */
export function importStatement(node: ImportDeclaration): string {
  const named: string[] = [];
  const wanted: string[] = [];
  let namespace: string | undefined;
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === "ImportNamespaceSpecifier") {
      namespace = local;
      continue;
    }
    const imported =
      specifier.type === "ImportSpecifier" ? exportName(specifier.imported) : "default";
    wanted.push(imported);
    named.push(`${JSON.stringify(imported)}: ${local}`);
  }
  const pattern = `{ ${named.join(", ")} }`;
  if (namespace !== undefined) {
    const rest = named.length > 0 ? `, ${pattern} = ${namespace}` : "";
    return `let ${namespace} = ${importCall(node.source.value, node.attributes)}${rest};`;
  }
  const call = importCall(node.source.value, node.attributes, wanted);
  return named.length > 0 ? `let ${pattern} = ${call};` : `${call};`;
}

/** What remains of a re-export: the module is loaded, the names go nowhere. */
export function reExportStatement(node: ExportAllDeclaration | ExportNamedDeclaration): string {
  return node.source === null ? "" : `${importCall(node.source.value, node.attributes)};`;
}

function importCall(
  specifier: string,
  attributes: readonly ImportAttribute[],
  names: readonly string[] = [],
): string {
  const pairs = attributes.map(({ key, value }) => [
    key.type === "Identifier" ? key.name : key.value,
    value.value,
  ]);
  const args = [
    JSON.stringify(specifier),
    pairs.length > 0 ? JSON.stringify({ with: Object.fromEntries(pairs) }) : "undefined",
    ...(names.length > 0 ? [JSON.stringify(names)] : []),
  ];
  return `await __triptych.import(${args.join(", ")})`;
}

function exportName(name: ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}
