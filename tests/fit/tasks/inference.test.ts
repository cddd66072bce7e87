import { describe, expect, it } from "vitest";
import { heuristicPairExamples, shansTask } from "../../../src/fit/tasks/shans.ts";
import { genrePairExamples, smnliTask } from "../../../src/fit/tasks/smnli.ts";

const pair = {
  id: "7",
  label: "entailment",
  premise: "It rained all day.",
  hypothesis: "It rained.",
};

describe("genrePairExamples", () => {
  it("takes the genre as the spurious value", () => {
    const [example] = genrePairExamples([{ ...pair, genre: "travel" }], "train");
    expect(example).toMatchObject({ id: "train/7", label: "entailment", spurious: "travel" });
    expect(smnliTask.render(example!)).toBe("Premise: It rained all day.\nHypothesis: It rained.");
  });

  it("leaves out genres that the task does not use", () => {
    expect(genrePairExamples([{ ...pair, genre: "letters" }], "dev")).toEqual([]);
  });
});

describe("heuristicPairExamples", () => {
  it("takes the heuristic as the spurious value and the subcase as a group", () => {
    const rows = [{ ...pair, heuristic: "constituent", subcase: "ce_adverb", template: "temp1" }];
    const [example] = heuristicPairExamples(rows, "test");
    expect(example).toMatchObject({ spurious: "constituent", groups: { subcase: "ce_adverb" } });
    expect(shansTask.render(example!)).toContain("Hypothesis: It rained.");
  });
});

describe.each([smnliTask, shansTask])("the maps of $name", ({ labels, spurious }) => {
  it("tie every value to a label, no unseen one being trained", () => {
    const { labelOf, unseenLabelOf } = spurious;
    const all = [...Object.values(labelOf), ...Object.values(unseenLabelOf)];
    for (const label of all) expect(labels).toContain(label);
    for (const value of Object.keys(unseenLabelOf)) expect(labelOf).not.toHaveProperty(value);
  });

  it("are one to one in training", () => {
    expect(new Set(Object.values(spurious.labelOf))).toEqual(new Set(labels));
  });
});
