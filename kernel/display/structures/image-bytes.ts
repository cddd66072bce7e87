import type { MimeBundle } from "../../evaluate/types.ts";

/** First bytes of the formats that a page can show, as latin-1 text. */
const signatures: readonly (readonly [start: string, type: string])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
];

/** Bytes of a PNG, JPEG or GIF file. */
export function formatImageBytes(value: object): MimeBundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const start = Buffer.from(value.subarray(0, 8)).toString("latin1");
  const type = signatures.find(([signature]) => start.startsWith(signature))?.[1];
  if (type === undefined) return undefined;
  return { [type]: value, "text/plain": `[${type}, ${value.length} bytes]` };
}
