import { createRandom, type tf } from "../../core/index.ts";
import { createModel } from "./create-model.ts";
import { batchNorm } from "./layers/batch-norm.ts";
import { dense } from "./layers/dense.ts";
import { chain } from "./layers/layer.ts";
import { reluLayer } from "./layers/relu.ts";
import type { Model } from "./model.ts";

/** Sizes of an {@link mlp}. */
export interface MlpOptions {
  /** Numbers in one example. */
  readonly inputSize: number;
  readonly numClasses: number;
  /** Units of each hidden layer. */
  readonly hidden?: readonly number[];
  /** Whether to normalise over the batch before each ReLU; by default not. */
  readonly batchNorm?: boolean;
  /** Models of equal seed and sizes start with equal weights. */
  readonly seed: number;
}

/**
 * Makes a fully connected network with ReLU after each hidden layer, by default two of 100 units.
 *
 * @example
 * const model = mlp({ inputSize: 64, numClasses: 10, seed: 0 });
 */
export function mlp(options: MlpOptions): Model {
  const { inputSize, numClasses, hidden = [100, 100], batchNorm: normalised = false } = options;
  const random = createRandom(options.seed).fork("mlp");
  const sizes = [inputSize, ...hidden];
  const hiddenLayers = hidden.flatMap((units, i) => [
    dense(sizes[i]!, units, random),
    ...(normalised ? [batchNorm(units)] : []),
    reluLayer,
  ]);
  const network = chain<tf.Tensor2D>([...hiddenLayers, dense(sizes.at(-1)!, numClasses, random)]);
  return createModel({
    name: normalised ? "mlp-bn" : "mlp",
    inputSize,
    layers: [network],
    forward: network.apply,
  });
}
