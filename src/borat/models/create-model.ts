import type { DeviceRandom } from "../../core/index.ts";
import { ShapeError, tf } from "../../core/index.ts";
import { joinState, type LayerState } from "./layers/layer.ts";
import type { Model } from "./model.ts";

/** What a model is made of. */
export interface ModelParts {
  readonly name: string;
  /** Numbers in one example. */
  readonly inputSize: number;
  /** Layers, in the order of their variables. */
  readonly layers: readonly LayerState[];
  /** The random stream of dropout, which the model then owns. */
  readonly random?: DeviceRandom | undefined;
  /** @param inputs - `[B, inputSize]`. @returns Logits, `[B, numClasses]`. */
  forward(inputs: tf.Tensor2D, training: boolean): tf.Tensor2D;
}

/** Makes a model of its layers; its forward pass leaves only the logits. */
export function createModel({ name, inputSize, layers, random, forward }: ModelParts): Model {
  const { variables, statistics } = joinState(layers);
  return {
    name,
    variables,
    statistics: random ? [...statistics, random.state] : statistics,
    forward: (inputs, { training = false } = {}) => {
      if (inputs.rank !== 2 || inputs.shape[1] !== inputSize) {
        const expected = ["B", inputSize];
        throw new ShapeError(`${name}: inputs`, { expected, actual: inputs.shape });
      }
      return tf.tidy(() => forward(inputs, training));
    },
    dispose: () => {
      tf.dispose([...variables, ...statistics]);
      random?.dispose();
    },
  };
}
