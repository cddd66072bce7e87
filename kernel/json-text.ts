import { randomUUID } from "node:crypto";

/** Stands for a `JsonText` while the JSON around it is written; no other text can hold it. */
const mark = randomUUID();
/** What the marks of the JSON that is being written stand for. */
let marked: Uint8Array[] | undefined;

/** A value as JSON in UTF-8 that was written elsewhere: `encodeJson` takes it over unread. */
export class JsonText {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The value. */
  parse(): unknown {
    return JSON.parse(Buffer.from(this.bytes).toString());
  }

  toString(): string {
    return String(this.parse());
  }

  toJSON(): unknown {
    if (marked === undefined) return this.parse();
    marked.push(this.bytes);
    return mark;
  }
}

/**
 * A value as JSON. Half a character, as `text.slice(0, n)` leaves it, becomes U+FFFD: Jupyter can not
 * save a notebook with one in an output.
 *
 * @returns Undefined for what JSON does not have, such as a function.
 */
export function toJson(value: unknown): string | undefined {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined || !json.includes("\\ud")) return json;
  return json.replace(escaped, (text, half) => (half === undefined ? text : "\ufffd"));
}

/** JSON escapes surrogates only where they do not pair. */
const escaped = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;

/** A value as JSON in UTF-8, and every `JsonText` in it as it is. */
export function encodeJson(value: unknown): Buffer {
  const texts: Uint8Array[] = [];
  marked = texts;
  let json: string;
  try {
    json = String(toJson(value));
  } finally {
    marked = undefined;
  }
  if (texts.length === 0) return Buffer.from(json);
  const pieces = json.split(JSON.stringify(mark));
  const last = Buffer.from(pieces.pop() ?? "");
  const parts = pieces.flatMap((piece, n) => [Buffer.from(piece), texts[n] ?? Buffer.alloc(0)]);
  return Buffer.concat([...parts, last]);
}
