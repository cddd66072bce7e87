import { ConfigError } from "../core/index.ts";

const WORDS = 624;
const SHIFT = 397;

/** NumPy's legacy generator, for the orders that published experiments drew with it. */
export interface NumpyRandom {
  /** Next 32 bits, in `[0, 2^32)`. */
  uint32(): number;
  /** The values in random order, as a new array: `RandomState.permutation(values)`. */
  shuffle(values: ArrayLike<number>): Int32Array;
  /** `0 .. count - 1` in random order: `RandomState.permutation(count)`. */
  permutation(count: number): Int32Array;
}

/**
 * Draws what `numpy.random.RandomState(seed)` draws: a 32-bit Mersenne Twister, and shuffles that
 * take each place from the last to the second and swap it with one at or before it.
 *
 * @param seed - Integer in `[0, 2^32)`.
 * @throws {ConfigError} If `seed` is outside its range.
 * @see Matsumoto and Nishimura 1998, "Mersenne Twister", for the generator.
 * @example
 * createNumpyRandom(1234).permutation(50000)[0]; // 20308
 */
export function createNumpyRandom(seed: number): NumpyRandom {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new ConfigError(`createNumpyRandom: seed must be an integer in [0, 2^32), got ${seed}`);
  }
  const state = seedState(seed);
  let used = WORDS;

  const uint32 = (): number => {
    if (used === WORDS) {
      refill(state);
      used = 0;
    }
    const word = temper(state[used]!);
    used += 1;
    return word;
  };

  // Numbers above `max` are drawn again, so that none is more likely than another.
  const upTo = (max: number): number => {
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (uint32() & mask) >>> 0;
      if (value <= max) return value;
    }
  };

  const shuffle = (values: ArrayLike<number>): Int32Array => {
    const shuffled = Int32Array.from(values);
    for (let i = shuffled.length - 1; i > 0; i -= 1) {
      const j = upTo(i);
      const value = shuffled[i]!;
      shuffled[i] = shuffled[j]!;
      shuffled[j] = value;
    }
    return shuffled;
  };

  return {
    uint32,
    shuffle,
    permutation: (count) => shuffle(Int32Array.from({ length: count }, (_, i) => i)),
  };
}

/**
 * The order from which the experiments of BORAT take their training rows and then their validation
 * rows: all rows chosen without replacement, then shuffled once more.
 *
 * @param count - Number of rows; 50,000 for CIFAR.
 * @returns Row numbers, `[count]`.
 * @see The published code of ALI-G and BORAT, which draws it with NumPy and the fixed seed 1234.
 */
export function paperOrder(count: number, seed = 1234): Int32Array {
  const random = createNumpyRandom(seed);
  return random.shuffle(random.permutation(count));
}

function seedState(seed: number): Uint32Array {
  const state = new Uint32Array(WORDS);
  state[0] = seed;
  for (let i = 1; i < WORDS; i += 1) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function refill(state: Uint32Array): void {
  for (let i = 0; i < WORDS; i += 1) {
    const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % WORDS]! & 0x7fffffff);
    const twist = mixed & 1 ? 0x9908b0df : 0;
    state[i] = state[(i + SHIFT) % WORDS]! ^ (mixed >>> 1) ^ twist;
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  y ^= y >>> 18;
  return y >>> 0;
}
