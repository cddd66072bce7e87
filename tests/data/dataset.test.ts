import { describe, expect, it } from "vitest";
import { createDataset, splitDataset, standardize } from "../../src/data/index.ts";

const letters = createDataset({
  name: "letters",
  slice: "all 6 letters",
  sha256: "0".repeat(64),
  licence: "MIT",
  citation: "None.",
  inputShape: [2],
  numClasses: 3,
  inputs: Float32Array.from({ length: 12 }, (_, i) => i),
  labels: Int32Array.from([0, 1, 2, 0, 1, 2]),
});

/** The rows' first inputs, which tell the rows of `letters` apart. */
const firstInputs = (inputs: Float32Array) => [...inputs].filter((_, i) => i % 2 === 0);

describe("createDataset", () => {
  it("rejects inputs that do not fit the labels", () => {
    expect(() => createDataset({ ...letters, inputs: new Float32Array(11) })).toThrow(
      "inputs of letters: expected shape [12], got [11]",
    );
  });

  it("rejects a label outside the classes", () => {
    expect(() => createDataset({ ...letters, numClasses: 2 })).toThrow("[0, 2), got 2");
  });
});

describe("splitDataset", () => {
  it("gives every row to exactly one slice", () => {
    const { train, test } = splitDataset(letters, { train: 4 });
    const rows = [...firstInputs(train.inputs), ...firstInputs(test.inputs)];
    expect(rows.sort((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it("keeps labels with their inputs", () => {
    const { train } = splitDataset(letters, { train: 5, test: 1 });
    expect([...train.labels]).toEqual(firstInputs(train.inputs).map((first) => (first / 2) % 3));
  });

  it("names the slice, so that a result can tell what it was measured on", () => {
    const { test } = splitDataset(letters, { train: 4, seed: 3 });
    expect(test).toMatchObject({
      slice: "rows 4 to 5 of a permutation (seed 3) of all 6 letters",
      sha256: letters.sha256,
    });
  });

  it("rejects slices larger than the data set", () => {
    expect(() => splitDataset(letters, { train: 4, test: 3 })).toThrow("at most 6, got 4 and 3");
  });
});

describe("standardize", () => {
  it("gives the training inputs mean 0 and standard deviation 1", () => {
    const { train } = standardize(splitDataset(letters, { train: 4 }));
    const mean = train.inputs.reduce((sum, value) => sum + value, 0) / train.inputs.length;
    const variance = train.inputs.reduce((sum, value) => sum + value ** 2, 0) / train.inputs.length;
    expect(mean).toBeCloseTo(0, 6);
    expect(variance).toBeCloseTo(1, 6);
  });

  it("uses the training slice's mean for the test slice", () => {
    const split = splitDataset(letters, { train: 5 });
    const scaled = standardize(split);
    const slope =
      (scaled.train.inputs[1]! - scaled.train.inputs[0]!) /
      (split.train.inputs[1]! - split.train.inputs[0]!);
    const expected = (split.test.inputs[0]! - split.train.inputs[0]!) * slope;
    expect(scaled.test.inputs[0]! - scaled.train.inputs[0]!).toBeCloseTo(expected, 5);
  });
});
