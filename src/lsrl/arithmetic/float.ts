import type { Arithmetic } from "./arithmetic.ts";

/** IEEE double precision. */
export const float64: Arithmetic<Float64Array> = {
  from: (values) => Float64Array.from(values),
  toNumbers: (vector) => Array.from(vector),
  affine(out, { matrix: { rows, rowStarts, entryColumns }, values }, x, bias) {
    for (let i = 0; i < rows; i += 1) {
      let sum = bias[i]!;
      const end = rowStarts[i + 1]!;
      for (let k = rowStarts[i]!; k < end; k += 1) sum += values[k]! * x[entryColumns[k]!]!;
      out[i] = sum;
    }
  },
  relu: reluInto,
  multiplyHalves,
  copy: copyInto,
};

/** IEEE single precision; every product and every sum is rounded. */
export const float32: Arithmetic<Float32Array> = {
  from: (values) => Float32Array.from(values),
  toNumbers: (vector) => Array.from(vector),
  affine(out, { matrix: { rows, rowStarts, entryColumns }, values }, x, bias) {
    const { fround } = Math;
    for (let i = 0; i < rows; i += 1) {
      let sum = bias[i]!;
      const end = rowStarts[i + 1]!;
      for (let k = rowStarts[i]!; k < end; k += 1) {
        sum = fround(sum + fround(values[k]! * x[entryColumns[k]!]!));
      }
      out[i] = sum;
    }
  },
  relu: reluInto,
  multiplyHalves,
  copy: copyInto,
};

function reluInto(out: Float64Array | Float32Array, x: Float64Array | Float32Array): void {
  for (let i = 0; i < x.length; i += 1) out[i] = Math.max(0, x[i]!);
}

function multiplyHalves(out: Float64Array | Float32Array, x: Float64Array | Float32Array): void {
  const half = x.length / 2;
  for (let i = 0; i < half; i += 1) out[i] = x[i]! * x[half + i]!;
}

function copyInto(
  out: Float64Array | Float32Array,
  offset: number,
  x: Float64Array | Float32Array,
  start: number,
  end: number,
): void {
  for (let i = start; i < end; i += 1) out[offset + i - start] = x[i]!;
}
