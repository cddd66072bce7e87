import { ConfigError } from "../../core/index.ts";

/** The bytes read so far do not reach: read more and begin again. */
export class NeedMoreBytes extends Error {
  override readonly name = "NeedMoreBytes";
}

/** Reads little-endian values one after another from the first part of a file, never beyond it. */
export class GgufCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fileName: string;
  readonly #limit: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #offset = 0;

  /**
   * @param bytes - The file's first bytes, all of them or not.
   * @param file - Its name for messages, and where its header ends at the latest, in bytes.
   */
  constructor(bytes: Uint8Array, file: { readonly name: string; readonly limit: number }) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fileName = file.name;
    this.#limit = file.limit;
  }

  /** Where the next value starts, bytes. */
  get offset(): number {
    return this.#offset;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  int8(): number {
    return this.#view.getInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int16(): number {
    return this.#view.getInt16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  float32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  uint64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  bool(): boolean {
    const byte = this.uint8();
    return byte <= 1 ? byte === 1 : this.fail("a truth value must be 0 or 1", `${byte}`);
  }

  string(): string {
    const length = this.count("the length of a string", this.uint64(), 1);
    const start = this.#advance(length);
    try {
      return this.#decoder.decode(this.#bytes.subarray(start, start + length));
    } catch {
      return this.fail("strings must be UTF-8", `other bytes at ${start}`);
    }
  }

  /**
   * Takes a count of things that follow; the rest of the header must be able to hold them.
   *
   * @param minBytes - The fewest that one takes.
   * @param limit - More than any published model has.
   */
  count(
    subject: string,
    value: bigint,
    minBytes: number,
    limit: number = Number.POSITIVE_INFINITY,
  ): number {
    const most = Math.min(limit, Math.floor((this.#limit - this.#offset) / minBytes));
    if (value > most) this.fail(`${subject} must be at most ${most}`, `${value}`);
    const count = Number(value);
    if (this.#offset + count * minBytes > this.#bytes.length) throw new NeedMoreBytes();
    return count;
  }

  /** @throws {ConfigError} Always. */
  fail(required: string, got: string): never {
    throw new ConfigError(
      `openGguf: ${this.#fileName}: ${required}, got ${got}. The file is damaged, or of another format.`,
    );
  }

  #advance(length: number): number {
    const start = this.#offset;
    const end = start + length;
    if (end > this.#limit) {
      this.fail(`the header must end inside the first ${this.#limit} bytes`, `${end}`);
    }
    if (end > this.#bytes.length) throw new NeedMoreBytes();
    this.#offset = end;
    return start;
  }
}
