import { describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";

describe("scoped", () => {
  it("disposes what the body made, save what was kept", () => {
    const before = tf.memory().numTensors;

    const kept = scoped(() => [tf.keep(tf.scalar(1).add(1))]);

    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose(kept);
  });

  it("disposes also when the body throws", () => {
    const before = tf.memory().numTensors;

    expect(() =>
      scoped(() => {
        tf.scalar(1);
        throw new Error("body");
      }),
    ).toThrow("body");
    expect(tf.memory().numTensors).toBe(before);
  });
});
