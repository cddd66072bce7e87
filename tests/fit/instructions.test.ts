import { describe, expect, it } from "vitest";
import { focusLabel, focusTypeNames, focusTypes } from "../../src/fit/instructions.ts";
import { smnliTask } from "../../src/fit/tasks/smnli.ts";
import { ssTask } from "../../src/fit/tasks/ss.ts";

const table = [
  { type: 0, asks: "label" },
  { type: 1, asks: "label" },
  { type: 2, asks: "label" },
  { type: 3, asks: "label" },
  { type: 4, asks: "spuriousLabel" },
  { type: 5, asks: "spuriousLabel" },
  { type: 6, asks: "spuriousLabel" },
] as const;

describe("focusLabel", () => {
  it.each(table)("is the $asks under type $type, for every label and value", ({ type, asks }) => {
    for (const { labels, spurious } of [ssTask, smnliTask]) {
      for (const label of labels) {
        for (const spuriousLabel of Object.values(spurious.labelOf)) {
          const both = { label, spuriousLabel };
          expect(focusLabel(type, both)).toBe(both[asks]);
        }
      }
    }
  });
});

describe("focusTypeNames", () => {
  it("names every type differently", () => {
    expect(new Set(focusTypes.map((type) => focusTypeNames[type])).size).toBe(7);
  });
});
