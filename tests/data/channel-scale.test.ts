import { describe, expect, it } from "vitest";
import { tf } from "../../src/core/index.ts";
import { scaleChannels, unitScale } from "../../src/data/index.ts";

describe("scaleChannels", () => {
  it("subtracts each channel's mean and divides by its deviation", () => {
    const before = tf.memory().numTensors;
    const images = tf.tensor([0, 10, 255, 4, 20, 5], [1, 1, 2, 3], "int32");
    const scaled = scaleChannels(images, { mean: [2, 10, 5], deviation: [2, 5, 10] });
    expect(scaled.dtype).toBe("float32");
    expect(scaled.shape).toEqual([1, 1, 2, 3]);
    expect([...scaled.dataSync()]).toEqual([-1, 0, 25, 1, 2, 0]);
    tf.dispose([images, scaled]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("maps bytes to 0..1 with the unit scale", () => {
    const scaled = tf.tidy(() => scaleChannels(tf.tensor2d([[0, 255]]), unitScale(2)).dataSync());
    expect([...scaled]).toEqual([0, 1]);
  });
});
