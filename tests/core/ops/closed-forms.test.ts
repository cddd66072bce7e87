import { describe, expect, it } from "vitest";
import { createRandom, tf } from "../../../src/core/index.ts";
import {
  batchNormalize,
  biasAdd,
  conv2d,
  relu,
  softmaxCrossEntropy,
} from "../../../src/core/ops/index.ts";
import { onBackend } from "./derivatives.ts";

const backends = ["tensorflow", "cpu"] as const;

describe("relu", () => {
  it("has gradient 0 at 0", () => {
    const gradient = tf.tidy(() => [
      ...tf
        .grad(relu)(tf.tensor1d([-1, 0, 2]))
        .dataSync(),
    ]);

    expect(gradient).toEqual([0, 0, 1]);
  });
});

describe.each(backends)("softmaxCrossEntropy on %s", (backend) => {
  const lossOf = (rows: number[][], labels: number[]) =>
    onBackend(backend, () =>
      tf.tidy(
        () => softmaxCrossEntropy(tf.tensor2d(rows), tf.tensor1d(labels, "int32")).dataSync()[0],
      ),
    );

  it("is log C for equal logits", async () => {
    expect(await lossOf([[2, 2, 2, 2]], [1])).toBeCloseTo(Math.log(4), 6);
  });

  it("stays finite at logits where exp overflows", async () => {
    expect(await lossOf([[1000, 0]], [1])).toBe(1000);
  });

  it.each([-1, 2])("refuses the label %s of two classes", async (label) => {
    const losing = lossOf(
      [
        [0, 1],
        [0, 1],
      ],
      [0, label],
    );

    await expect(losing).rejects.toThrow(
      new RegExp(`^softmaxCrossEntropy: labels must be in \\[0, 2\\), got .*${label}`),
    );
  });

  it("needs one label for each row", async () => {
    await expect(lossOf([[0, 1]], [0, 1])).rejects.toThrow("expected shape [1], got [2]");
  });

  it("needs int32 labels", () => {
    tf.tidy(() => {
      expect(() => softmaxCrossEntropy(tf.zeros([1, 2]), tf.tensor1d([0]))).toThrow(
        "labels must be int32, got float32",
      );
    });
  });
});

describe.each(backends)("batchNormalize on %s", (backend) => {
  it("gives mean 0 and variance 1, and the batch's unbiased statistics", async () => {
    // Channel 0: 1, 2, 3, 6 (mean 3, squared deviations 14). Channel 1: four times 5.
    const rows = [1, 2, 3, 6].map((x) => [x, 5]);
    const { output, mean, variance } = await onBackend(backend, () =>
      tf.tidy(() => {
        const result = batchNormalize<tf.Tensor2D>(tf.tensor2d(rows), tf.ones([2]), tf.zeros([2]), {
          epsilon: 1e-9,
        });
        return {
          output: result.output.arraySync(),
          mean: [...result.mean.dataSync()],
          variance: [...result.variance.dataSync()],
        };
      }),
    );

    const deviation = Math.sqrt(14 / 4);
    const expected = [-2, -1, 0, 3].map((x) => [x / deviation, 0]);
    expect(output.flat()).toBeAllclose(expected.flat(), { atol: 1e-6 });
    expect(mean).toBeAllclose([3, 5]);
    expect(variance).toBeAllclose([14 / 3, 0]);
  });

  it("refuses a scale of another length", () => {
    tf.tidy(() => {
      expect(() =>
        batchNormalize(tf.zeros<tf.Rank.R2>([4, 2]), tf.ones([3]), tf.zeros([2])),
      ).toThrow("batchNormalize: scale: expected shape [2], got [3]");
    });
  });
});

describe("biasAdd", () => {
  it("refuses a bias of another length", () => {
    tf.tidy(() => {
      expect(() => biasAdd(tf.zeros([4, 2]), tf.ones([3]))).toThrow("biasAdd: bias");
    });
  });
});

/** Torch's definition: zeros on each side, then `y[i, j] = sum x[i s + a, j s + b] k[a, b]`. */
function convolvePlainly(
  x: readonly (readonly number[])[],
  kernel: readonly (readonly number[])[],
  { strides, padding }: { strides: number; padding: number },
): number[][] {
  const [height, width] = [kernel.length, kernel[0]?.length ?? 0];
  const at = (i: number, j: number) => x[i - padding]?.[j - padding] ?? 0;
  const count = (side: number, k: number) => Math.floor((side + 2 * padding - k) / strides) + 1;
  return Array.from({ length: count(x.length, height) }, (_, i) =>
    Array.from({ length: count(x[0]?.length ?? 0, width) }, (__, j) =>
      kernel
        .flatMap((row, a) => row.map((k, b) => k * at(i * strides + a, j * strides + b)))
        .reduce((sum, product) => sum + product, 0),
    ),
  );
}

describe.each(backends)("conv2d on %s", (backend) => {
  const random = createRandom(12);
  const matrix = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
  const x = matrix(6, 7);

  it.each([
    { strides: 1, padding: 0, rows: 3, columns: 3 },
    { strides: 1, padding: 1, rows: 3, columns: 3 },
    { strides: 2, padding: 1, rows: 3, columns: 3 },
    { strides: 2, padding: 3, rows: 5, columns: 5 },
    { strides: 1, padding: 1, rows: 3, columns: 2 },
    { strides: 3, padding: 2, rows: 2, columns: 4 },
    { strides: 2, padding: 0, rows: 1, columns: 1 },
  ])("pads as torch: $rows x $columns, strides $strides, padding $padding", async (shape) => {
    const kernel = matrix(shape.rows, shape.columns);
    const convolved = await onBackend(backend, () =>
      tf.tidy(() =>
        conv2d(
          tf.tensor2d(x).as4D(1, 6, 7, 1),
          tf.tensor2d(kernel).as4D(shape.rows, shape.columns, 1, 1),
          shape,
        )
          .squeeze<tf.Tensor2D>([0, 3])
          .arraySync(),
      ),
    );

    const expected = convolvePlainly(x, kernel, shape);
    expect(convolved.map((row) => row.length)).toEqual(expected.map((row) => row.length));
    expect(convolved.flat()).toBeAllclose(expected.flat(), { atol: 1e-5 });
  });

  it.each([{ strides: 0 }, { padding: -1 }, { padding: 0.5 }])("refuses %o", (options) => {
    tf.tidy(() => {
      expect(() => conv2d(tf.zeros([1, 3, 3, 1]), tf.ones([2, 2, 1, 1]), options)).toThrow(
        /^conv2d: (strides|padding) must be an integer/,
      );
    });
  });
});
