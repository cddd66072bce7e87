import type { CommOptions } from "../comms/index.ts";

/** Where a buffer belongs in a widget's state: keys and indices from the top. */
type BufferPath = readonly (string | number)[];

/** A widget's state as it goes on the wire: JSON, and apart from it what is binary. */
export interface SplitState {
  /** With null where a buffer belongs. */
  readonly state: unknown;
  readonly buffer_paths: BufferPath[];
  readonly buffers: NonNullable<CommOptions["buffers"]>;
}

/** Takes typed arrays and array buffers out of a state, at any depth. */
export function splitBuffers(state: object): SplitState {
  const buffer_paths: BufferPath[] = [];
  const buffers: (ArrayBuffer | ArrayBufferView)[] = [];
  const strip = (value: unknown, path: BufferPath): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      buffer_paths.push(path);
      buffers.push(value);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, i) => strip(item, [...path, i]));
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, strip(item, [...path, key])]),
    );
  };
  return { state: strip(state, []), buffer_paths, buffers };
}

/** Puts buffers where their paths say; what leads nowhere is left out. */
export function insertBuffers(
  state: object,
  paths: readonly unknown[],
  buffers: readonly Uint8Array[],
): void {
  for (const [i, path] of paths.entries()) {
    if (!Array.isArray(path)) continue;
    const holder = path.slice(0, -1).reduce<unknown>(fieldOf, state);
    if (isObject(holder)) Reflect.set(holder, String(path.at(-1)), buffers[i]);
  }
}

/** Bytes of a page as the kind of array that stood there before, where there was one. */
export function likeBefore(value: unknown, before: unknown): unknown {
  if (!(value instanceof Uint8Array) || !ArrayBuffer.isView(before)) return value;
  const size = "BYTES_PER_ELEMENT" in before ? Number(before.BYTES_PER_ELEMENT) : 1;
  if (value.byteLength % size !== 0) return value;
  return Reflect.construct(before.constructor, [value.slice().buffer]);
}

function fieldOf(value: unknown, key: unknown): unknown {
  return isObject(value) ? Reflect.get(value, String(key)) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
