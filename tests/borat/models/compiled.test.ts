import { describe, expect, it } from "vitest";
import { crossEntropy } from "../../../src/borat/losses.ts";
import {
  conv1dNet,
  denseNetBC,
  type Model,
  mlp,
  resNet18,
  wideResNet,
} from "../../../src/borat/models/index.ts";

import { compile, createRandom, tf } from "../../../src/core/index.ts";

const sizes = { imageShape: [8, 8, 2], numClasses: 4, seed: 3 } as const;

const models = [
  { name: "wideResNet", create: () => wideResNet({ ...sizes, depth: 10, width: 2, dropout: 0.4 }) },
  { name: "denseNetBC", create: () => denseNetBC({ ...sizes, depth: 10, growth: 4 }) },
  { name: "resNet18", create: () => resNet18({ ...sizes, channels: 4, stem: "imagenet" }) },
  { name: "conv1dNet", create: () => conv1dNet({ inputSize: 128, numClasses: 4, seed: 3 }) },
  {
    name: "mlp with batch normalisation",
    create: () => mlp({ inputSize: 128, numClasses: 4, batchNorm: true, seed: 3 }),
  },
];

/** A step of gradient descent; gives the loss before it. */
function createStep(model: Model) {
  return (inputs: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
    tf.tidy(() => {
      const loss = () => crossEntropy(model.forward(inputs, { training: true }), labels);
      const { value, grads } = tf.variableGrads(loss, [...model.variables]);
      for (const variable of model.variables) {
        variable.assign(variable.sub(grads[variable.name]!.mul(0.01)));
      }
      return value;
    });
}

describe.each(models)("$name in a compiled step (seed 9)", ({ create }) => {
  it("trains as it does op by op: loss, weights, statistics and logits", () => {
    const before = tf.memory().numTensors;
    const random = createRandom(9);
    const labels = tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], "int32");
    const batches = [0, 1, 2].map(() =>
      tf.tensor2d(
        Array.from({ length: 8 * 128 }, () => random.normal()),
        [8, 128],
      ),
    );
    const [eager, model] = [create(), create()];
    const step = createStep(eager);
    const compiled = compile(createStep(model));
    const infer = compile((inputs: tf.Tensor2D) => model.forward(inputs));
    tf.tidy(() => {
      for (const inputs of batches) {
        expect(compiled(inputs, labels)).toBeAllclose(step(inputs, labels), { rtol: 1e-4 });
      }
      expect(compiled.numTraces).toBe(1);
      const close = { rtol: 1e-3, atol: 1e-5 }; // three steps of float32 sums in another order
      for (const part of ["variables", "statistics"] as const) {
        for (const [i, value] of model[part].entries()) {
          expect(value).toBeAllclose(eager[part][i]!, close);
        }
      }
      for (const inputs of batches) {
        expect(infer(inputs)).toBeAllclose(eager.forward(inputs), { rtol: 1e-3, atol: 1e-4 });
      }
    });
    compiled.dispose();
    infer.dispose();
    for (const one of [eager, model]) one.dispose();
    tf.dispose([labels, ...batches]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
