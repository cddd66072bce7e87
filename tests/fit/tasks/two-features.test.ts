import { describe, expect, it } from "vitest";
import { splitAssociation } from "../../../src/fit/splits.ts";
import { ssTask } from "../../../src/fit/tasks/ss.ts";
import { twoFeatureExamples, weekdayTask } from "../../../src/fit/tasks/two-features.ts";
import { countOf, makeTexts } from "../texts.ts";

const texts = makeTexts(80);

describe("twoFeatureExamples", () => {
  const { keyword, weekday } = twoFeatureExamples(texts, { seed: 0 });

  it("shows the same texts, with keyword and weekday, in both views", () => {
    expect(keyword.map(({ fields }) => fields)).toEqual(weekday.map(({ fields }) => fields));
    for (const { fields, spurious, groups } of keyword) {
      expect(fields["text"]).toContain(spurious);
      expect(fields["text"]!.startsWith(`${groups!["weekday"]}: `)).toBe(true);
    }
  });

  it("uses every text once", () => {
    expect(keyword.map(({ id }) => id).sort()).toEqual(texts.map(({ id }) => id).sort());
  });

  it("makes label, keyword and weekday independent by count", () => {
    for (const label of ssTask.labels) {
      for (const value of Object.keys(ssTask.spurious.labelOf)) {
        for (const day of Object.keys(weekdayTask.spurious.labelOf)) {
          const matches = countOf(keyword, (one) => {
            return one.label === label && one.spurious === value && one.groups!["weekday"] === day;
          });
          expect(matches).toBe(20);
        }
      }
    }
  });

  it("can make one feature predict the label and not the other", () => {
    const high = splitAssociation(weekdayTask, "high");
    const views = twoFeatureExamples(texts, { seed: 0, weekday: high });
    const agreeing = ({ label, spuriousLabel }: { label: string; spuriousLabel: string }) =>
      label === spuriousLabel;
    expect(countOf(views.weekday, agreeing)).toBe(0.9 * 160);
    expect(countOf(views.keyword, agreeing)).toBe(0.5 * 160);
  });
});
