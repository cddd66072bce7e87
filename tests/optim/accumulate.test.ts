import { describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";
import { adamw, compileAccumulatedStep, compileStep, sgd } from "../../src/optim/index.ts";

const inputs: tf.Tensor2D = tf.keep(tf.randomNormal([6, 3], 0, 1, "float32", 1));
const targets: tf.Tensor2D = tf.keep(tf.randomNormal([6, 2], 0, 1, "float32", 2));
const start: tf.Tensor2D = tf.keep(tf.randomNormal([3, 2], 0, 1, "float32", 3));

const lossOf = (weights: tf.Variable<tf.Rank.R2>) => (x: tf.Tensor2D, y: tf.Tensor2D) =>
  tf.mean<tf.Scalar>(tf.square(tf.matMul(x, weights).sub(y)));

describe("compileAccumulatedStep", () => {
  it("takes the steps of the whole minibatch", () => {
    const whole = tf.variable(start);
    const pieced = tf.variable(start);
    const step = compileStep(adamw([whole], { learningRate: 0.1 }), lossOf(whole));
    const accumulated = compileAccumulatedStep(
      adamw([pieced], { learningRate: 0.1 }),
      lossOf(pieced),
    );
    for (let i = 0; i < 4; i += 1) {
      const expected = step(inputs, targets);
      const report = scoped(() => {
        const pieces = [0, 2].map((begin) => {
          const size = begin === 0 ? 2 : 4;
          const cut = (of: tf.Tensor2D) => tf.slice(of, [begin, 0], [size, -1]);
          const both: [tf.Tensor2D, tf.Tensor2D] = [cut(inputs), cut(targets)];
          return { inputs: both, share: size / 6 };
        });
        return accumulated(pieces);
      });
      expect(report.loss).toBeCloseTo(expected.loss, 5);
    }
    expect(pieced.dataSync()).toBeAllclose(whole.dataSync(), { rtol: 1e-5, atol: 1e-6 });
    step.dispose();
    accumulated.dispose();
    tf.dispose([whole, pieced]);
  });

  it("refuses shares that do not sum to 1", () => {
    const weights = tf.variable(start);
    const step = compileAccumulatedStep(sgd([weights]), lossOf(weights));
    expect(() => step([{ inputs: [inputs, targets], share: 0.5 }])).toThrow(
      "step: the shares of a minibatch's pieces must sum to 1, got 0.5 of 1 pieces",
    );
    step.dispose();
    weights.dispose();
  });
});

describe("clipNorm", () => {
  it("scales a longer gradient down to the norm and leaves a shorter one alone", () => {
    const weights = tf.variable(tf.tensor1d([3, 4]));
    const optimizer = sgd([weights], { learningRate: 1, clipNorm: 1 });
    const halfSquare = () => tf.sum<tf.Scalar>(tf.square(weights)).mul<tf.Scalar>(0.5);
    optimizer.step(halfSquare); // gradient (3, 4) of norm 5
    expect(weights.dataSync()).toBeAllclose([2.4, 3.2], { rtol: 1e-6 });
    weights.assign(tf.tensor1d([0.3, 0.4]));
    optimizer.step(halfSquare); // norm 0.5
    expect(weights.dataSync()).toBeAllclose([0, 0], { atol: 1e-7 });
    optimizer.dispose();
    weights.dispose();
  });
});
