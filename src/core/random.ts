import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { ConfigError } from "./errors.ts";

/** A stream of pseudo-random numbers that a seed fixes on every machine. */
export interface Random {
  /** Uniform in `[low, high)`, by default `[0, 1)`. */
  uniform(low?: number, high?: number): number;
  /** Normal, by default with mean 0 and standard deviation 1. */
  normal(mean?: number, standardDeviation?: number): number;
  /** Uniform integer in `[0, count)`; `count` >= 1. */
  integer(count: number): number;
  /** The values in random order, as a new array. */
  shuffle<T>(values: Iterable<T>): T[];
  /** `0 .. count - 1` in random order. */
  permutation(count: number): number[];
  /** An independent stream for one purpose; the same whatever was drawn here before. */
  fork(label: string): Random;
}

/**
 * Makes a seeded stream (xoroshiro128+, its state the hash of the seed, so near seeds are unrelated).
 *
 * @param seed - Integer; runs with equal seeds draw equal numbers.
 * @throws {ConfigError} If `seed` is not an integer.
 * @example
 * const random = createRandom(7);
 * const order = random.fork("epoch 3").permutation(1000);
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new ConfigError(`createRandom: seed must be an integer, got ${seed}`);
  }
  return createStream(String(seed));
}

function createStream(path: string): Random {
  const hash = createHash("sha256").update(path).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((i) => hash.readInt32LE(i)));
  const uniform = (low = 0, high = 1) => low + (high - low) * uniformFloat64(generator);

  let spare: number | undefined;
  // Marsaglia's polar method: two normal numbers from a point in the unit disc.
  const standardNormal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = uniform(-1, 1);
      const y = uniform(-1, 1);
      const squared = x * x + y * y;
      if (squared === 0 || squared >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
      spare = y * scale;
      return x * scale;
    }
  };

  const shuffle = <T>(values: Iterable<T>): T[] => {
    const shuffled = [...values];
    for (let i = shuffled.length - 1; i > 0; i -= 1) {
      const j = uniformInt(generator, 0, i);
      [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
    }
    return shuffled;
  };

  return {
    uniform,
    normal: (mean = 0, standardDeviation = 1) => mean + standardDeviation * standardNormal(),
    integer: (count) => {
      if (!(Number.isInteger(count) && count >= 1)) {
        throw new ConfigError(`integer: count must be an integer >= 1, got ${count}`);
      }
      return uniformInt(generator, 0, count - 1);
    },
    shuffle,
    permutation: (count) => shuffle(Array.from({ length: count }, (_, i) => i)),
    fork: (label) => createStream(`${path}/${label}`),
  };
}
