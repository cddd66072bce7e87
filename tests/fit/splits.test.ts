import { describe, expect, it } from "vitest";
import {
  createSplits,
  splitAssociation,
  splitNames,
  trainingExamples,
} from "../../src/fit/splits.ts";
import { smnliTask } from "../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";
import { countOf, makeTexts } from "./texts.ts";

const texts = makeTexts(100);

/** `perCell` pairs of every label and genre of the inference task. */
function makePairs(perCell: number) {
  const { labelOf, unseenLabelOf } = smnliTask.spurious;
  return smnliTask.labels.flatMap((label) =>
    Object.keys({ ...labelOf, ...unseenLabelOf }).flatMap((spurious) =>
      Array.from({ length: perCell }, (_, i) => ({
        id: `${label}/${spurious}/${i}`,
        fields: { premise: `${i}`, hypothesis: "" },
        label,
        spurious,
      })),
    ),
  );
}

describe("createSplits", () => {
  it.each([
    { name: "iid", agree: 0.5 },
    { name: "high", agree: 0.9 },
    { name: "low", agree: 0.25 },
    { name: "flipped", agree: 0.1 },
  ] as const)("makes y = y_s in exactly $agree of $name", ({ name, agree }) => {
    for (const values of ["seen", "unseen"] as const) {
      const split = createSplits(ssTask, texts, { seed: 0, values })[name];
      expect(countOf(split, (one) => one.label === one.spuriousLabel)).toBe(agree * 200);
    }
  });

  it("has the same texts in all splits when the value is injected", () => {
    const splits = createSplits(ssTask, texts, { seed: 0 });
    const ids = texts.map(({ id }) => id);
    for (const name of splitNames) expect(splits[name].map(({ id }) => id)).toEqual(ids);
  });

  it("puts the value at the same place of a text in all splits", () => {
    const { high, flipped } = createSplits(ssTask, texts, { seed: 0 });
    const placed = high.map(({ fields, spurious }) => fields["text"]!.replace(spurious, "_"));
    expect(flipped.map(({ fields, spurious }) => fields["text"]!.replace(spurious, "_"))).toEqual(
      placed,
    );
  });

  it("takes y_s from the training map on flipped, too", () => {
    for (const { spurious, spuriousLabel } of createSplits(ssTask, texts, { seed: 0 }).flipped) {
      expect(spuriousLabel).toBe(ssTask.spurious.labelOf[spurious]);
    }
  });

  it("differs between seeds only in which texts get which value", () => {
    const values = (seed: number) =>
      createSplits(ssTask, texts, { seed }).high.map(({ spurious }) => spurious);
    expect(values(1)).not.toEqual(values(2));
    expect([...values(1)].sort()).toEqual([...values(2)].sort());
  });

  it("takes as many rows as all splits allow when the data bring the value", () => {
    const splits = createSplits(smnliTask, makePairs(270), { seed: 0 });
    for (const name of splitNames) expect(splits[name]).toHaveLength(900);
    const agree = (name: "iid" | "high" | "low" | "flipped") =>
      countOf(splits[name], (one) => one.label === one.spuriousLabel);
    expect(splitNames.map(agree)).toEqual([300, 810, 90, 45]);
  });

  it("uses the unseen values' own labels", () => {
    const { high } = createSplits(smnliTask, makePairs(100), { seed: 0, values: "unseen" });
    for (const { spurious, spuriousLabel } of high) {
      expect(spuriousLabel).toBe(smnliTask.spurious.unseenLabelOf[spurious]);
    }
  });

  it("takes a balanced part of the texts", () => {
    const { iid } = createSplits(ssTask, texts, { seed: 0, size: 40 });
    expect(countOf(iid, ({ label }) => label === "negative")).toBe(20);
  });
});

describe("trainingExamples", () => {
  it("makes the value independent of the label", () => {
    const train = trainingExamples(ssTask, texts, { seed: 0 });
    for (const label of ssTask.labels) {
      for (const value of Object.keys(ssTask.spurious.labelOf)) {
        expect(countOf(train, (one) => one.label === label && one.spurious === value)).toBe(50);
      }
    }
  });

  it.each([0.7, 0.9])("can make it predict the label with rho %f", (rho) => {
    const train = trainingExamples(ssTask, texts, { seed: 0, rho });
    expect(countOf(train, (one) => one.label === one.spuriousLabel)).toBe(rho * 200);
  });
});

describe("splitAssociation", () => {
  it.each([
    { task: ssTask, rhos: [1 / 2, 0.9, 0.25, 0.9] },
    { task: smnliTask, rhos: [1 / 3, 0.9, 0.1, 0.9] },
  ])("has the predictivities $rhos for $task.name", ({ task, rhos }) => {
    expect(splitNames.map((name) => splitAssociation(task, name).rho)).toEqual(rhos);
  });

  it.each(["seen", "unseen"] as const)("ties no %s value to its own label on flipped", (values) => {
    const { labelOf, unseenLabelOf } = smnliTask.spurious;
    const flipped = splitAssociation(smnliTask, "flipped", values).labelOf;
    for (const [value, label] of Object.entries({ ...labelOf, ...unseenLabelOf })) {
      if (value in flipped) expect(flipped[value]).not.toBe(label);
    }
  });
});
