import { nativeBackend, tf } from "../engine.ts";
import { createRandom } from "../random.ts";
import { requireInRange } from "../ranges.ts";
import { runNative } from "./native.ts";

/** A stream of random tensors whose place is a variable, so that compiled steps draw from it too. */
export interface DeviceRandom {
  /** Uniform in `[0, 1)`, float32. */
  uniform<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R>;
  /** Normal with mean 0 and standard deviation 1, float32. */
  normal<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R>;
  /** Seed and number of draws made, `[2]`, int32, not trainable: all that a checkpoint must keep. */
  readonly state: tf.Variable<tf.Rank.R1>;
  dispose(): void;
}

type Distribution = "StatelessRandomUniform" | "StatelessRandomNormal";

/**
 * Makes a seeded stream that draws where the tensors are: nothing is read or sent. Each draw is a
 * function of the seed, the number of draws before it, and its shape.
 *
 * The native library hashes seed and count with Philox; the slow backend draws other numbers.
 *
 * @param seed - Integer in `[-2^31, 2^31)`; streams of equal seeds draw equal tensors.
 * @throws {ConfigError} If `seed` is not such an integer.
 * @example
 * const random = createDeviceRandom(7);
 * const noise = random.normal([128, 10]);
 */
export function createDeviceRandom(seed: number): DeviceRandom {
  requireInRange("createDeviceRandom: seed", seed, {
    min: -(2 ** 31),
    max: 2 ** 31 - 1,
    integer: true,
  });
  const state = tf.tidy(() => tf.variable(tf.tensor1d([seed, 0], "int32"), false));
  return {
    uniform: (shape) => draw(state, "StatelessRandomUniform", shape),
    normal: (shape) => draw(state, "StatelessRandomNormal", shape),
    state,
    dispose: () => state.dispose(),
  };
}

function draw<R extends tf.Rank>(
  state: tf.Variable<tf.Rank.R1>,
  distribution: Distribution,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  return tf.tidy(() => {
    const backend = nativeBackend();
    const values =
      backend === undefined
        ? drawOnHost(state, distribution, shape)
        : runNative<tf.Tensor<R>>(backend, {
            name: distribution,
            inputs: [tf.tensor1d(shape, "int32"), state],
            attributes: { types: { dtype: "float32", T: "int32", Tseed: "int32" } },
          });
    state.assign(state.add(tf.tensor1d([0, 1], "int32")));
    return values;
  });
}

function drawOnHost<R extends tf.Rank>(
  state: tf.Variable<tf.Rank.R1>,
  distribution: Distribution,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  const [seed, count] = state.dataSync();
  const random = createRandom(seed!).fork(`draw ${count}`);
  const next = distribution === "StatelessRandomUniform" ? random.uniform : random.normal;
  const size = shape.reduce((product, side) => product * side, 1);
  // Rounding to float32 could give 1.
  const ceiling =
    distribution === "StatelessRandomUniform" ? 1 - 2 ** -24 : Number.POSITIVE_INFINITY;
  const values = Float32Array.from({ length: size }, () => Math.min(next(), ceiling));
  return tf.tensor<R>(values, shape, "float32");
}
