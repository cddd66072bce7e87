import { describe, expect, it } from "vitest";
import { compile, tf } from "../../../src/core/index.ts";

describe("compile", () => {
  it("gives what the function gives", () => {
    const f = compile((x: tf.Tensor) => tf.relu(x.mul(2).sub(1)).sum());
    for (let k = 0; k < 3; k += 1) {
      const x = tf.tensor1d([k, 1, 2]);
      expect(f(x).dataSync()[0]).toBeCloseTo(Math.max(0, 2 * k - 1) + 1 + 3);
    }
    f.dispose();
  });
  it("assigns variables", () => {
    const w = tf.variable(tf.scalar(1));
    const f = compile((x: tf.Tensor) => {
      w.assign(w.mul(x));
      return w.add(1);
    });
    expect(f(tf.scalar(2)).dataSync()[0]).toBe(3);
    expect(f(tf.scalar(3)).dataSync()[0]).toBe(7);
    expect(w.dataSync()[0]).toBe(6);
    const kept = w.clone();
    expect(f(tf.scalar(2)).dataSync()[0]).toBe(13);
    const later = w.clone();
    expect(f(tf.scalar(2)).dataSync()[0]).toBe(25);
    expect(kept.dataSync()[0]).toBe(6);
    expect(later.dataSync()[0]).toBe(12);
    w.assign(tf.scalar(1));
    expect(f(tf.scalar(2)).dataSync()[0]).toBe(3);
    f.dispose();
    expect(w.dataSync()[0]).toBe(2);
  });
});
