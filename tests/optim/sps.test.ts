import { describe, expect, it } from "vitest";
import { scoped, tf } from "../../src/core/index.ts";
import { type SpsOptions, sps } from "../../src/optim/index.ts";

/** The step sizes on minibatches whose loss has a given value and slope wherever the weight is. */
function stepSizes(
  minibatches: readonly { readonly loss: number; readonly slope: number }[],
  options: SpsOptions,
): number[] {
  const weight = scoped(() => tf.variable(tf.scalar(1)));
  const optimizer = sps([weight], options);
  const sizes = minibatches.map(({ loss, slope }) => {
    const here = weight.dataSync()[0]!;
    return optimizer.step(() => weight.sub(here).mul(slope).add(loss).asScalar()).stepSize;
  });
  optimizer.dispose();
  weight.dispose();
  return sizes;
}

const unbounded = { growth: Number.POSITIVE_INFINITY };

describe("sps", () => {
  it.each([
    { what: "Polyak's over the scale", options: { ...unbounded, scale: 0.2 }, stepSize: 7.5 },
    { what: "the largest", options: { ...unbounded, learningRate: 2 }, stepSize: 2 },
    { what: "1 times the growth at first", options: { growth: 1.5 }, stepSize: 1.5 },
    { what: "above the lower bound", options: { ...unbounded, lowerBound: 4 }, stepSize: 1 },
    { what: "zero below it", options: { ...unbounded, lowerBound: 7 }, stepSize: 0 },
  ])("takes a step size: $what", ({ options, stepSize }) => {
    expect(stepSizes([{ loss: 6, slope: 2 }], options)).toBeAllclose([stepSize]);
  });

  it("grows from the last step size that was not zero", () => {
    const minibatches = [
      { loss: 6, slope: 2 },
      { loss: 0, slope: 2 },
      { loss: 6, slope: 0 },
      { loss: 6, slope: 2 },
    ];

    expect(stepSizes(minibatches, { growth: 1.5 })).toBeAllclose([1.5, 0, 0, 2.25]);
  });
});
