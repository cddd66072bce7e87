import type { ConstantValue, DataTypeNumber } from "./graph.ts";

/** Values that the host made, as the addon takes and gives them. */
export interface HostValues {
  readonly shape: readonly number[];
  readonly dtype: DataTypeNumber;
  readonly values: ArrayLike<number>;
}

/** Constants up to this many elements are part of the graph, so that shapes and axes can be folded. */
export const MOST_INLINED = 1024;

/**
 * Makes a constant of host values.
 *
 * @returns `undefined` if they are many and not all equal: those go into a variable of the graph.
 */
export function createConstant({ shape, dtype, values }: HostValues): ConstantValue | undefined {
  const isFilled = values.length > 1 && isUniform(values);
  if (!isFilled && values.length > MOST_INLINED) return undefined;
  const entries = isFilled ? [values[0]!] : Array.from(values);
  return { shape, dtype, content: toBytes(dtype, entries), isFilled };
}

function isUniform(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i += 1) if (values[i] !== values[0]) return false;
  return true;
}

function toBytes(dtype: DataTypeNumber, entries: readonly number[]): Uint8Array {
  const FLOAT = 1;
  const INT32 = 3;
  if (dtype === FLOAT) return new Uint8Array(Float32Array.from(entries).buffer);
  if (dtype === INT32) return new Uint8Array(Int32Array.from(entries).buffer);
  return Uint8Array.from(entries);
}
