import { describe, expect, it, vi } from "vitest";
import { nativeBackend } from "../../../../src/core/engine.ts";
import { tf } from "../../../../src/core/index.ts";
import "../../../../src/core/ops/index.ts";

const table = () =>
  tf.tensor2d([
    [0, 1],
    [10, 11],
    [20, 21],
  ]);

describe("gather", () => {
  it.each([
    { axis: 0, indices: [2, 0, 2], expected: [20, 21, 0, 1, 20, 21] },
    { axis: 1, indices: [1], expected: [1, 11, 21] },
  ])("takes slices along axis $axis", ({ axis, indices, expected }) => {
    const values = tf.tidy(() => [
      ...tf.gather(table(), tf.tensor1d(indices, "int32"), axis).dataSync(),
    ]);

    expect(values).toEqual(expected);
  });

  it("keeps batches apart", () => {
    const values = tf.tidy(() => [
      ...tf.gather(table(), tf.tensor2d([[1], [0], [1]], [3, 1], "int32"), 1, 1).dataSync(),
    ]);

    expect(values).toEqual([1, 10, 21]);
  });

  it("adds the gradients of a slice taken twice", () => {
    const gradient = tf.tidy(() => {
      const indices = tf.tensor1d([2, 0, 2], "int32");
      return [
        ...tf
          .grad((x) => tf.gather(x, indices).sum())(table())
          .dataSync(),
      ];
    });

    expect(gradient).toEqual([1, 1, 0, 0, 2, 2]);
  });

  it("reads nothing to the host", () => {
    const backend = nativeBackend()!;
    const read = vi.spyOn(backend, "readSync");

    tf.tidy(() => tf.gather(table(), tf.tensor1d([1], "int32")));
    expect(read).not.toHaveBeenCalled();
  });

  it.each([-1, 3])("names the index %s outside the axis, and leaves no tensor behind", (index) => {
    const before = tf.memory().numTensors;

    expect(() => tf.tidy(() => tf.gather(table(), tf.tensor1d([0, index], "int32")))).toThrow(
      `gather: indices must be in [0, 3), got indices[1] = ${index}`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says when the shapes do not fit", () => {
    tf.tidy(() => {
      const indices = tf.tensor2d([[0]], [1, 1], "int32");
      expect(() => tf.gather(table(), indices, 1, 1)).toThrow(
        "x.shape[0]: 3 should be equal to indices.shape[0]: 1",
      );
    });
  });
});
