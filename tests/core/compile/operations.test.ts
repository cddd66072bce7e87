import { describe, expect, it } from "vitest";
import { compile, tf } from "../../../src/core/index.ts";
import { elementwise } from "./operations/elementwise.ts";
import { images } from "./operations/images.ts";
import { indexing } from "./operations/indexing.ts";
import { linearAlgebra } from "./operations/linear-algebra.ts";
import { type Operation, outputsOf } from "./operations/operation.ts";
import { reductions } from "./operations/reductions.ts";
import { shapes } from "./operations/shapes.ts";

const groups = { elementwise, images, indexing, linearAlgebra, reductions, shapes };
// The graph fuses operations, which rounds otherwise.
const tolerance = { rtol: 2e-5, atol: 2e-6 };

/** Outputs, and gradients of their sum weighted by `cos(index)`. */
function evaluate({ run, differentiable }: Operation, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const outputs = [...outputsOf(run(inputs))];
  if (!differentiable) return outputs;
  const weighted = (...given: tf.Tensor[]) =>
    tf.addN(
      outputsOf(run(given)).map((output) => {
        const weights = tf.cos(tf.range(0, output.size)).reshape(output.shape);
        return output.cast("float32").mul(weights).sum();
      }),
    );
  return [...outputs, ...tf.grads(weighted)([...inputs])];
}

function describeTensors(tensors: readonly tf.Tensor[]) {
  return tensors.map(({ dtype, shape }) => ({ dtype, shape }));
}

describe.each(Object.entries(groups))("compile: %s", (_, operations) => {
  it.each(operations)("$name gives what it gives eagerly", (operation) => {
    const tensors = tf.memory().numTensors;
    const compiled = compile((...inputs: tf.Tensor[]) => evaluate(operation, inputs));
    tf.dispose(tf.tidy(() => compiled(...operation.draw(1)))); // records

    tf.tidy(() => {
      const inputs = operation.draw(2);
      const expected = evaluate(operation, inputs);
      const actual = compiled(...inputs);

      expect(describeTensors(actual)).toEqual(describeTensors(expected));
      for (const [i, tensor] of actual.entries()) {
        expect(tensor.dataSync()).toBeAllclose(expected[i]!.dataSync(), tolerance);
      }
    });
    expect(compiled.numTraces).toBe(1);
    compiled.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
