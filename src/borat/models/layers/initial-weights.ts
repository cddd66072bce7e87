import { type Random, tf } from "../../../core/index.ts";

/**
 * A variable uniform in `±1 / sqrt(fanIn)`, torch's choice for kernels and biases of dense and
 * convolutional layers.
 *
 * @param fanIn - Numbers that reach one output, >= 1.
 */
export function uniformWeights<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  fanIn: number,
  random: Random,
): tf.Variable<R> {
  const bound = 1 / Math.sqrt(fanIn);
  return createWeights(shape, () => random.uniform(-bound, bound));
}

/**
 * A convolution's kernel drawn from N(0, 2 / (height width out)), which keeps the size of gradients
 * from layer to layer under ReLU.
 *
 * @param shape - `[height, width, in, out]`.
 * @see He et al. 2015, "Delving Deep into Rectifiers".
 */
export function normalKernel(
  shape: readonly [number, number, number, number],
  random: Random,
): tf.Variable<tf.Rank.R4> {
  const [height, width, , outputs] = shape;
  const standardDeviation = Math.sqrt(2 / (height * width * outputs));
  return createWeights<tf.Rank.R4>([...shape], () => random.normal(0, standardDeviation));
}

/** A vector with one value everywhere. */
export function constantVector(
  size: number,
  value: number,
  trainable: boolean,
): tf.Variable<tf.Rank.R1> {
  return tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([size], value), trainable));
}

function createWeights<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  draw: () => number,
): tf.Variable<R> {
  const values = new Float32Array(shape.reduce((product: number, side) => product * side, 1));
  for (let i = 0; i < values.length; i += 1) values[i] = draw();
  return tf.tidy(() => tf.variable(tf.tensor<R>(values, shape)));
}
