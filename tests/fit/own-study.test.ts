import { describe, expect, it } from "vitest";
import { checkTable, createOwnStudy } from "../../src/fit/own-study.ts";
import { createOwnTask } from "../../src/fit/tasks/own-feature.ts";
import { alwaysCore, alwaysSpurious, countOf } from "./texts.ts";

const rowsOf = (label: string, spurious: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    text: `${label} ${spurious} ${i}`,
    label,
    spurious,
  }));
const names = (feature: string) => [`the ${feature}`, `the ${feature} of it`];
const features = {
  name: "tickets",
  core: { name: "urgency", names: names("urgency") },
  spurious: { name: "tone", names: names("tone") },
  unseenLabelOf: { blunt: "urgent" },
};
const rows = [
  ...rowsOf("urgent", "rude", 60),
  ...rowsOf("urgent", "polite", 30),
  ...rowsOf("later", "rude", 20),
  ...rowsOf("later", "polite", 60),
  ...rowsOf("urgent", "blunt", 5),
];
const own = createOwnTask(rows, features);

describe("checkTable", () => {
  it("tells how well each trained value predicts its label", () => {
    expect(checkTable(own).values).toEqual([
      { value: "polite", label: "later", count: 90, predictivity: 60 / 90 },
      { value: "rude", label: "urgent", count: 80, predictivity: 60 / 80 },
    ]);
  });

  it("tells how large each split can be and which rows run out", () => {
    const bySplit = new Map(checkTable(own).splits.map(({ split, ...rest }) => [split, rest]));
    const least = { label: "later", spurious: "rude", count: 20 };
    // 20 rows are a quarter of the rows at most, and 9 in 20 where the map is flipped.
    expect(bySplit.get("iid")).toEqual({ rho: 0.5, size: 80, limit: least });
    expect(bySplit.get("flipped")).toEqual({ rho: 0.9, size: 44, limit: least });
  });
});

describe("createOwnStudy", () => {
  const study = createOwnStudy(own, { seed: 0, numPhrases: 5 });

  it("trains on rows whose value says nothing about the label", () => {
    const { examples } = study.source;
    expect(countOf(examples, (one) => one.label === one.spuriousLabel)).toBe(examples.length / 2);
  });

  it("asks about no row that is trained on, nor about values kept out", () => {
    const trained = new Set(study.source.examples.map(({ id }) => id));
    expect(countOf(study.queries, ({ example }) => trained.has(example.id))).toBe(0);
    expect(countOf(study.queries, ({ example }) => example.spurious === "blunt")).toBe(0);
  });

  it("asks each row once under each type of instruction", () => {
    const asked = new Set(study.queries.map(({ example, type }) => `${example.id} ${type}`));
    expect(asked.size).toBe(study.queries.length);
    expect(study.queries.length % 6).toBe(0);
  });

  it("measures the closed form of a reader of one feature on every split", () => {
    const agreement = { iid: 0.5, high: 0.9, low: 0.25, flipped: 0.1 };
    const core = study.measure(study.queries.map(alwaysCore));
    const spurious = study.measure(study.queries.map(alwaysSpurious));
    for (const [i, expected] of Object.values(agreement).entries()) {
      expect(core[i]!.accuracies[0]!.accuracy).toBe(1);
      expect(spurious[i]!.accuracies[4]!.accuracy).toBe(1);
      // The quotas of a small split are rounded to whole rows.
      const slack = 1 / core[i]!.accuracies[4]!.count;
      expect(Math.abs(core[i]!.accuracies[4]!.accuracy - expected)).toBeLessThanOrEqual(slack);
      expect(Math.abs(spurious[i]!.accuracies[0]!.accuracy - expected)).toBeLessThanOrEqual(slack);
    }
  });

  it("writes as many phrases as one name of each feature gives", () => {
    const core = { name: "urgency", names: ["the urgency"] };
    const spurious = { name: "tone", names: ["the tone"] };
    const { source } = createOwnStudy(createOwnTask(rows, { ...features, core, spurious }), {
      seed: 0,
    });
    expect(source.phrases.known[1]).toHaveLength(5);
  });

  it("rejects a share that leaves a cell without rows to test on", () => {
    expect(() => createOwnStudy(own, { seed: 0, numPhrases: 5, testShare: 0.02 })).toThrow(
      'label "later" and value "rude" must have rows to train on and to test on, got 20 rows at testShare 0.02',
    );
  });
});
