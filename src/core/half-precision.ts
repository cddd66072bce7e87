let table: Float32Array | undefined;

/**
 * The number of each IEEE 754 half-precision pattern, as float32: `[65536]`. Halves are read by
 * looking them up, which is several times faster than taking their bits apart.
 */
export function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => halfValue(bits));
  return table;
}

/** Reads IEEE 754 half-precision numbers as float32; every one is represented exactly. */
export function fromHalf(bits: Uint16Array): Float32Array {
  const values = halfTable();
  const result = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) result[i] = values[bits[i]!]!;
  return result;
}

/** Reads bfloat16 numbers, the upper halves of float32 patterns, as float32. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  const patterns = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) patterns[i] = bits[i]! << 16;
  return new Float32Array(patterns.buffer);
}

/** Sign, five bits of exponent (bias 15, the largest for infinity and NaN), ten of fraction. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
