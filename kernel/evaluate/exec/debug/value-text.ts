import type { Runtime } from "node:inspector";

/** Things inside a value that are shown in its line. */
const previewLength = 10;
/** UTF-16 units of a function's first line that are shown. */
const functionLength = 80;

/** A value in one line. */
export function valueText(object: Runtime.RemoteObject): string {
  const { type, value, preview, description = "" } = object;
  if (type === "string") return JSON.stringify(value);
  if (type === "boolean" || type === "undefined") return String(value);
  if (type === "function") return functionText(description);
  if (object.subtype === "null") return "null";
  if (object.subtype === "error") return description.split("\n")[0] ?? "";
  return preview === undefined ? description : previewText(preview);
}

/** A value's type, as a front end shows it. */
export function typeText({ type, subtype, className }: Runtime.RemoteObject): string {
  return subtype === "null" ? "null" : (className ?? type);
}

function previewText(preview: Runtime.ObjectPreview): string {
  const { subtype, description = "", entries } = preview;
  const properties = preview.properties.slice(0, previewLength);
  const isCut = preview.overflow || properties.length < preview.properties.length;
  const rest = isCut ? ["…"] : [];
  if (entries !== undefined) {
    const texts = entries.map(({ key, value }) =>
      key === undefined ? previewText(value) : `${previewText(key)} => ${previewText(value)}`,
    );
    return `${description} {${[...texts, ...rest].join(", ")}}`;
  }
  if (preview.type === "string") return JSON.stringify(description);
  if (preview.type !== "object") return description;
  if (subtype === "array" || subtype === "typedarray") {
    return `${description} [${[...properties.map(propertyText), ...rest].join(", ")}]`;
  }
  if (subtype !== undefined && subtype !== "promise") return description;
  const texts = properties.map((property) => `${property.name}: ${propertyText(property)}`);
  const title = description === "Object" ? "" : `${description} `;
  return `${title}{${[...texts, ...rest].join(", ")}}`;
}

function propertyText({ type, value = "", valuePreview }: Runtime.PropertyPreview): string {
  if (valuePreview !== undefined) return previewText(valuePreview);
  if (type === "string") return JSON.stringify(value);
  if (type === "accessor") return "(getter)";
  return type === "function" ? "ƒ" : value;
}

function functionText(source: string): string {
  const [line = ""] = source.split("\n");
  const text = line.replace(/\s*\{.*$/, "");
  const shown = text.length > functionLength ? `${text.slice(0, functionLength)}…` : text;
  return shown.startsWith("class") ? shown : `ƒ ${shown.replace(/^function\s*/, "")}`;
}
