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
  order: [3, 0, 5, 1, 4, 2],
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

  it("rejects an order that names a row twice", () => {
    const order = [0, 1, 2, 3, 4, 4];
    expect(() => createDataset({ ...letters, order })).toThrow("each of 6 rows once");
  });
});

describe("splitDataset", () => {
  it("trains on the first rows of the fixed order and tests on the next", () => {
    const { train, test } = splitDataset(letters, { train: 3, test: 2 });
    expect(firstInputs(train.inputs)).toEqual([6, 0, 10]);
    expect(firstInputs(test.inputs)).toEqual([2, 8]);
  });

  it("keeps labels with their inputs", () => {
    const { train } = splitDataset(letters, { train: 5, test: 1 });
    expect([...train.labels]).toEqual(firstInputs(train.inputs).map((first) => (first / 2) % 3));
  });

  it("names the slice, so that a result can tell what it was measured on", () => {
    const { test } = splitDataset(letters, { train: 4 });
    expect(test).toMatchObject({
      slice: "rows 4 to 5 of the fixed order of all 6 letters",
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
