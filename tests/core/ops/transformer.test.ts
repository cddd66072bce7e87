import { describe, expect, it } from "vitest";
import {
  adaptedLinear,
  compile,
  linear,
  rmsNorm,
  rotary,
  swiglu,
  tf,
} from "../../../src/core/index.ts";
import {
  type Differentiable,
  differences,
  evaluate,
  normalInput,
  onBackend,
  weightedSum,
} from "./derivatives.ts";

const TOKENS = 5;
const angles = normalInput(1, [TOKENS, 4]);
const held = normalInput(8, [11, 19]);
/** Cosines or sines of the angles; tensors of the present backend. */
const ofAngles = (f: (angle: number) => number) => tf.tensor2d(angles.values.map(f), [TOKENS, 4]);

const operations: Record<string, Differentiable> = {
  rmsNorm: {
    run: (x, weight) => rmsNorm(x.as2D(TOKENS, 24), weight.as1D(), 1e-5),
    inputs: [normalInput(2, [TOKENS, 24]), normalInput(3, [24])],
  },
  "rmsNorm of a width that no vector divides": {
    run: (x, weight) => rmsNorm(x.as2D(TOKENS, 19), weight.as1D(), 0.1),
    inputs: [normalInput(2, [TOKENS, 19]), normalInput(3, [19])],
  },
  swiglu: {
    run: (gate, up) => swiglu(gate.as2D(TOKENS, 19), up.as2D(TOKENS, 19)),
    inputs: [normalInput(4, [TOKENS, 19]), normalInput(5, [TOKENS, 19])],
  },
  rotary: {
    run: (x) => rotary(x.as2D(TOKENS, 24), ofAngles(Math.cos), ofAngles(Math.sin), 8),
    inputs: [normalInput(6, [TOKENS, 24])],
  },
  linear: {
    run: (x, weight) => linear(x.as2D(TOKENS, 19), weight.as2D(11, 19)),
    inputs: [normalInput(7, [TOKENS, 19]), normalInput(8, [11, 19])],
  },
  adaptedLinear: {
    run: (x, a, b) =>
      adaptedLinear(x.as2D(TOKENS, 19), tf.tensor2d(held.values, [11, 19]), {
        a: a.as2D(3, 19),
        b: b.as2D(11, 3),
        scale: 2,
      }),
    inputs: [normalInput(7, [TOKENS, 19]), normalInput(9, [3, 19]), normalInput(10, [11, 3])],
  },
};

describe.each(Object.entries(operations))("%s", (_, operation) => {
  it("gives what the plain operations give", async () => {
    const fused = evaluate(operation);
    const plain = await onBackend("cpu", () => evaluate(operation));

    const tolerance = { rtol: 1e-5, atol: 1e-5 }; // sums of 24 float32 products, in another order
    expect(fused.value).toBeAllclose(plain.value, tolerance);
    fused.gradients.forEach((gradient, i) => {
      expect(gradient).toBeAllclose(plain.gradients[i]!, tolerance);
    });
  });

  it("has the gradients of its differences", () => {
    const { gradients } = evaluate(operation);

    // Step 1e-2: rounding of float32 is 1e-7 / 1e-2, and the curvature's part is step squared.
    differences(operation, 1e-2).forEach((expected, i) => {
      expect(gradients[i]).toBeAllclose(expected, { rtol: 5e-3, atol: 5e-3 });
    });
  });

  it("gives in a compiled function what it gives eagerly", () => {
    const { value, gradients } = evaluate(operation);
    const tensors = operation.inputs.map(({ shape, values }) => tf.tensor([...values], shape));
    const run = compile((...given: tf.Tensor[]) => operation.run(...given));
    const derive = compile((...given: tf.Tensor[]) =>
      tf.grads((...inputs) => weightedSum(operation.run(...inputs)))(given),
    );

    for (const _ of [0, 1]) {
      tf.tidy(() => {
        expect(run(...tensors)).toBeAllclose(value, { atol: 1e-6 }); // a graph may add otherwise
        derive(...tensors).forEach((gradient, i) => {
          expect(gradient).toBeAllclose(gradients[i]!, { atol: 1e-6 });
        });
      });
    }
    run.dispose();
    derive.dispose();
    tf.dispose(tensors);
  });

  it("leaves no tensor behind", () => {
    evaluate(operation);
    const before = tf.memory().numTensors;

    evaluate(operation);
    expect(tf.memory().numTensors).toBe(before);
  });
});
