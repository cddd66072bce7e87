import { ConfigError } from "../../core/errors.ts";
import type { Arithmetic } from "./arithmetic.ts";

/**
 * An exact number `mantissa * 2^exponent`; the mantissa is odd, or 0 with exponent 0. Every finite
 * float64 is one, and sums and products of dyadic numbers are dyadic, so no operation rounds.
 */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const zero: Dyadic = { mantissa: 0n, exponent: 0 };
const bits = new DataView(new ArrayBuffer(8));

/** The exact value of a finite number. @throws {ConfigError} If it is not finite. */
export function toDyadic(value: number): Dyadic {
  if (!Number.isFinite(value)) {
    throw new ConfigError(`toDyadic: value must be finite, got ${value}`);
  }
  if (Number.isSafeInteger(value)) return normalise(BigInt(value), 0);
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return normalise(high >>> 31 === 1 ? -mantissa : mantissa, Math.max(biased, 1) - 1075);
}

/** The nearest float64 (ties to even); overflow gives an infinity, underflow the positive 0. */
export function toNumber({ mantissa, exponent }: Dyadic): number {
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const length = bitLength(magnitude);
  // A float64 has at most 53 bits and is a multiple of 2^-1074: the bits below are rounded at once.
  const cut = Math.max(0, length - 53, -1074 - exponent);
  const kept = cut > length ? 0n : roundToEven(magnitude, BigInt(cut));
  return scaleByPower(Number(mantissa < 0n ? -kept : kept), exponent + cut);
}

/** `a + b`, exactly. */
export function addDyadic(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const sum =
    (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return normalise(sum, exponent);
}

/** `a * b`, exactly. */
export function multiplyDyadic(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n || b.mantissa === 0n) return zero;
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

/** Arithmetic without rounding, a few hundred times slower than float64. */
export const exact: Arithmetic<Dyadic[]> = {
  from: (values) => Array.from(values, toDyadic),
  toNumbers: (vector) => vector.map(toNumber),
  affine(out, { matrix: { rows, rowStarts, entryColumns }, values }, x, bias) {
    for (let i = 0; i < rows; i += 1) {
      let sum = bias[i]!;
      for (let k = rowStarts[i]!; k < rowStarts[i + 1]!; k += 1) {
        sum = addDyadic(sum, multiplyDyadic(values[k]!, x[entryColumns[k]!]!));
      }
      out[i] = sum;
    }
  },
  relu(out, x) {
    x.forEach((value, i) => {
      out[i] = value.mantissa > 0n ? value : zero;
    });
  },
  multiplyHalves(out, x) {
    const half = x.length / 2;
    for (let i = 0; i < half; i += 1) out[i] = multiplyDyadic(x[i]!, x[half + i]!);
  },
  copy(out, offset, x, start, end) {
    for (let i = start; i < end; i += 1) out[offset + i - start] = x[i]!;
  },
};

function normalise(mantissa: bigint, exponent: number): Dyadic {
  if (mantissa === 0n) return zero;
  const lowest = mantissa & -mantissa;
  if (lowest === 1n) return { mantissa, exponent };
  const shift = bitLength(lowest) - 1;
  return { mantissa: mantissa >> BigInt(shift), exponent: exponent + shift };
}

function bitLength(magnitude: bigint): number {
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}

/** `magnitude / 2^cut`, rounded to the nearest integer, ties to even. */
function roundToEven(magnitude: bigint, cut: bigint): bigint {
  const quotient = magnitude >> cut;
  const twiceRest = (magnitude - (quotient << cut)) << 1n;
  const one = 1n << cut;
  const isUp = twiceRest > one || (twiceRest === one && (quotient & 1n) === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** `value * 2^exponent` in two steps, so that a factor beyond the range does not spoil the product. */
function scaleByPower(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}
