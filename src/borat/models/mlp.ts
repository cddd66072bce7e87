import { createRandom, tf } from "../../core/index.ts";
import { createLayer, relu } from "./layers.ts";
import type { Model } from "./model.ts";

/** Sizes of an {@link mlp}. */
export interface MlpOptions {
  /** Numbers in one example. */
  readonly inputSize: number;
  readonly numClasses: number;
  /** Units of each hidden layer. */
  readonly hidden?: readonly number[];
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a fully connected network with ReLU after each hidden layer, by default two of 100 units.
 *
 * @example
 * const model = mlp({ inputSize: 64, numClasses: 10, seed: 0 });
 */
export function mlp({ inputSize, numClasses, hidden = [100, 100], seed }: MlpOptions): Model {
  const random = createRandom(seed).fork("mlp");
  const sizes = [inputSize, ...hidden, numClasses];
  const layers = sizes
    .slice(1)
    .map((size, i) => createLayer<tf.Rank.R2>([sizes[i]!, size], random));
  const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  return {
    name: "mlp",
    variables,
    forward: (inputs) =>
      layers.reduce((x, { kernel, bias }, i) => {
        const sums = tf.add<tf.Tensor2D>(tf.matMul(x, kernel), bias); // [B, sizes[i + 1]]
        return i < hidden.length ? relu(sums) : sums;
      }, inputs),
    dispose: () => tf.dispose(variables),
  };
}
