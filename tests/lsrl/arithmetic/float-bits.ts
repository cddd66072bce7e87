import type { Random } from "../../../src/core/random.ts";
import type { Dyadic } from "../../../src/lsrl/arithmetic/dyadic.ts";

const view = new DataView(new ArrayBuffer(8));

/** The float64 with these 64 bits. */
function fromBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The float64 after a non-negative one, which may be the greatest: then Infinity. */
export function nextUp(value: number): number {
  view.setFloat64(0, value);
  return fromBits(view.getBigUint64(0) + 1n);
}

/** The float64 before a positive one. */
export function nextDown(value: number): number {
  view.setFloat64(0, value);
  return fromBits(view.getBigUint64(0) - 1n);
}

/** Whether the last bit of the mantissa is 0. */
export function isEven(value: number): boolean {
  view.setFloat64(0, value);
  return (view.getBigUint64(0) & 1n) === 0n;
}

/** A finite float64 of random bits: every exponent, subnormal ones too, is equally likely. */
export function randomFinite(random: Random): number {
  for (;;) {
    const value = fromBits(randomBits(random, 64));
    if (Number.isFinite(value)) return value;
  }
}

/** A random integer of `count` bits. */
export function randomBits(random: Random, count: number): bigint {
  let bits = 0n;
  for (let i = 0; i < count; i += 16) bits = (bits << 16n) | BigInt(random.integer(2 ** 16));
  return bits & ((1n << BigInt(count)) - 1n);
}

/** Numerator and denominator. */
export type Rational = readonly [bigint, bigint];

/** The value of a dyadic number as a fraction. */
export function toRational({ mantissa, exponent }: Dyadic): Rational {
  return exponent < 0 ? [mantissa, 1n << BigInt(-exponent)] : [mantissa << BigInt(exponent), 1n];
}

/**
 * The value of a finite float64 as a fraction, read off by doubling: independent of how its bits
 * are laid out.
 */
export function rationalOf(value: number): Rational {
  let [numerator, denominator] = [value, 1n];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return [BigInt(numerator), denominator];
}

export function sumOf([a, b]: Rational, [c, d]: Rational): Rational {
  return [a * d + c * b, b * d];
}

export function productOf([a, b]: Rational, [c, d]: Rational): Rational {
  return [a * c, b * d];
}

/** Whether two fractions, which need not be in lowest terms, are the same number. */
export function areEqual([a, b]: Rational, [c, d]: Rational): boolean {
  return a * d === c * b;
}

/** -1, 0 or 1, as the first fraction is less than, equal to or greater than the second. */
export function compare([a, b]: Rational, [c, d]: Rational): number {
  const difference = a * d - c * b;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
