import { stripVTControlCharacters } from "node:util";
import type { MimeBundle, RichOutput } from "../evaluate/types.ts";
import { toPlainText } from "./plain.ts";

/** The registered first parts, and free ones: `train/loss` names a number of a run. */
const mimeType =
  /^(?:application|audio|font|image|message|model|multipart|text|video|x-[\w-]+)\/[\w.+-]+$/i;

/** Whether `value` is a plain object whose keys are all MIME types, and has at least one. */
export function isMimeBundle(value: unknown): value is MimeBundle {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => mimeType.test(key));
}

/** Whether a MIME type's value is an object on the wire, not text. */
function isJsonType(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

/**
 * A bundle as it may go on the wire: absent values dropped, bytes in base64, `text/plain` present
 * and without terminal colour.
 *
 * @param plain - Makes the `text/plain` of a bundle that lacks it; the default names its types.
 */
export function toRichOutput(
  bundle: MimeBundle,
  { metadata = {}, plain }: { metadata?: RichOutput["metadata"]; plain?: () => string } = {},
): RichOutput {
  const data: Record<string, unknown> = {};
  for (const [type, value] of Object.entries(bundle)) {
    if (value !== undefined) data[type] = toWireValue(type, value);
  }
  const text = data["text/plain"] ?? plain?.() ?? `[${Object.keys(data).join(", ")}]`;
  data["text/plain"] = stripVTControlCharacters(String(text));
  return { data, metadata };
}

function toWireValue(type: string, value: unknown): unknown {
  if (isJsonType(type)) return value;
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return isTextType(type) ? bytes.toString("utf8") : bytes.toString("base64");
  }
  return typeof value === "string" ? value : toPlainText(value);
}

function isTextType(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
}
