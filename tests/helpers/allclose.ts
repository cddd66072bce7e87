/** Something with numbers in it: a tensor, an array, a number. */
export type Values =
  | number
  | ArrayLike<number>
  | { readonly shape: readonly number[]; dataSync(): ArrayLike<number> };

/** Allowed difference: `atol + rtol * |expected|`. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

/** The numbers of a tensor, array or number, as a plain array. */
export function toValues(values: Values): number[] {
  if (typeof values === "number") return [values];
  return Array.from("dataSync" in values ? values.dataSync() : values);
}

/** Says where two lists first differ by more than the tolerance; `undefined` if nowhere. */
export function firstMismatch(
  actual: readonly number[],
  expected: readonly number[],
  { rtol = 1e-5, atol = 1e-8 }: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) {
    return `expected ${expected.length} values, got ${actual.length}`;
  }
  const index = expected.findIndex((value, i) => {
    const given = actual[i]!;
    return given !== value && !(Math.abs(given - value) <= atol + rtol * Math.abs(value));
  });
  if (index < 0) return undefined;
  return `value ${index}: expected ${expected[index]}, got ${actual[index]} (rtol ${rtol}, atol ${atol})`;
}
