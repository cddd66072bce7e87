import { describe, expect, it } from "vitest";
import { compile, createRandom, tf } from "../../../src/core/index.ts";
import {
  batchNormalize,
  biasAdd,
  conv2d,
  createDeviceRandom,
  type DeviceRandom,
  dropout,
  relu,
  softmaxCrossEntropy,
} from "../../../src/core/ops/index.ts";

const RUNS = [0, 1, 2]; // the first records, the others run the graph

function valuesOf(tensors: readonly tf.Tensor[]): number[][] {
  const values = tensors.map((tensor) => [...tensor.dataSync()]);
  tf.dispose([...tensors]);
  return values;
}

/** Loss of a small network of all the operations. */
function lossOf(
  [kernel, scale, offset, dense, bias]: readonly tf.Tensor[],
  { images, labels, random }: { images: tf.Tensor; labels: tf.Tensor; random: DeviceRandom },
): tf.Scalar {
  const convolved = conv2d(images.as4D(4, 6, 6, 2), kernel!.as4D(3, 3, 2, 3), {
    strides: 2,
    padding: 1,
  }); // [4, 3, 3, 3]
  const { output } = batchNormalize(convolved, scale!.as1D(), offset!.as1D());
  const pooled = dropout(tf.mean(relu(output), [1, 2]), 0.25, random); // [4, 3]
  const logits = biasAdd(tf.matMul(pooled, dense!.as2D(3, 5)), bias!.as1D());
  return softmaxCrossEntropy(logits.as2D(4, 5), labels.as1D());
}

describe("operations in a compiled function", () => {
  it("draw the numbers they draw eagerly, bit for bit, seed 1", () => {
    const runs = (make: (draw: () => tf.Tensor[]) => () => tf.Tensor[]) => {
      const random = createDeviceRandom(1);
      const run = make(() => [random.uniform([3]), random.normal([2, 2])]);
      const drawn = RUNS.map(() => valuesOf(run()));
      const state = [...random.state.dataSync()];
      return { drawn, state, random };
    };
    const eager = runs((draw) => draw);
    let dispose = () => {};
    const compiled = runs((draw) => {
      const run = compile(draw);
      dispose = run.dispose;
      return run;
    });

    expect(compiled.drawn).toEqual(eager.drawn);
    expect(compiled.state).toEqual([1, 2 * RUNS.length]);
    dispose();
    eager.random.dispose();
    compiled.random.dispose();
  });

  it("resume a compiled stream where its state was kept, seed 2", () => {
    const random = createDeviceRandom(2);
    const draw = compile(() => random.uniform([4]));
    const before = tf.memory().numTensors;
    draw().dispose();
    const kept = tf.tidy(() => tf.tensor1d(random.state.dataSync(), "int32"));
    const expected = RUNS.map(() => valuesOf([draw()]));
    random.state.assign(kept);
    kept.dispose();

    expect(RUNS.map(() => valuesOf([draw()]))).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
    draw.dispose();
    random.dispose();
  });

  it("have the losses and gradients they have eagerly, seed 3", () => {
    const numbers = createRandom(3);
    const normal = (shape: number[]) =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => numbers.normal()),
        shape,
      );
    const weights = [[3, 3, 2, 3], [3], [3], [3, 5], [5]].map(normal);
    const images = normal([4, 6, 6, 2]);
    const labels = tf.tensor1d([4, 0, 2, 2], "int32");
    const lossAndGradients = (random: DeviceRandom) => (x: tf.Tensor) => {
      const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) =>
        lossOf(given, { images: x, labels, random }),
      )(weights);
      return [value, ...grads];
    };
    const [first, second] = [createDeviceRandom(4), createDeviceRandom(4)];
    const eager = lossAndGradients(first);
    const compiled = compile(lossAndGradients(second));

    for (const _ of RUNS) {
      const expected = valuesOf(eager(images));
      valuesOf(compiled(images)).forEach((values, i) => {
        // The graph fuses operations, which rounds otherwise.
        expect(values).toBeAllclose(expected[i]!, { rtol: 1e-4, atol: 1e-6 });
      });
    }
    compiled.dispose();
    first.dispose();
    second.dispose();
    tf.dispose([...weights, images, labels]);
  });

  it("refuse a label outside the classes", () => {
    const loss = compile((labels: tf.Tensor) =>
      softmaxCrossEntropy(tf.zeros([2, 3]), labels.as1D()),
    );
    const run = (labels: number[]) =>
      tf.tidy(() => loss(tf.tensor1d(labels, "int32")).dataSync()[0]);

    expect(run([0, 2])).toBeCloseTo(Math.log(3), 6);
    expect(() => run([0, 3])).toThrow(/label value of 3 .* outside the valid range of \[0, 3\)/);
    loss.dispose();
  });
});
