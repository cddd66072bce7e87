import { describe, expect, it } from "vitest";
import { parseFocusRun } from "../../../src/fit/experiments/config.ts";
import { parseFocusResult } from "../../../src/fit/experiments/result-schema.ts";
import type { FocusRunResult } from "../../../src/fit/experiments/run-focus.ts";

const score = {
  category: "Age",
  condition: "disambig",
  count: 12,
  unmatched: 0,
  accuracy: 0.75,
  numNamed: 10,
  numBiased: 6,
  lean: 0.2,
  score: 20,
};
const result: FocusRunResult = {
  run: parseFocusRun({ task: "bbq", training: { numSteps: 2, validateEvery: 1 } }),
  model: { name: "tiny", sha256: "0" },
  data: [{ name: "bbq", slice: "Age, 12 rows", sha256: "1", licence: "none", citation: "none" }],
  training: {
    steps: [{ step: 1, loss: 2.5, tokens: 100 }],
    validations: [{ step: 1, accuracy: { 0: 0.5, 4: 0.25 }, mean: 0.375 }],
    numTokens: 100,
    seconds: 1.5,
  },
  tests: [
    {
      values: "seen",
      phrasing: "known",
      splits: [
        {
          split: "test",
          accuracies: [{ type: 4, count: 12, accuracy: 0.5, interval: { low: 0.3, high: 0.7 } }],
        },
      ],
      validRate: 1,
      bias: [
        { type: 0, ...score, accuracyGap: 0.1 },
        { type: 1, ...score, accuracyGap: undefined },
      ],
    },
  ],
  testSeconds: 3,
};

/** As a file has it. */
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("parseFocusResult", () => {
  it("gives back what was written", () => {
    expect(parseFocusResult(written(result))).toEqual(result);
  });

  it("takes a model that was tested as it is", () => {
    const { training: _, ...untuned } = { ...result, run: { ...result.run, training: null } };
    expect(parseFocusResult(written(untuned))).toEqual(untuned);
  });

  it("names what is wrong", () => {
    const [test] = result.tests;
    const wrong = { ...result, tests: [{ ...test, validRate: 2 }] };
    expect(() => parseFocusResult(written(wrong))).toThrow("tests[0].validRate");
  });
});
