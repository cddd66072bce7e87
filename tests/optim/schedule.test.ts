import { describe, expect, it } from "vitest";
import { stepSchedule } from "../../src/optim/index.ts";

describe("stepSchedule", () => {
  const rate = stepSchedule(0.1, { milestones: [0.3, 0.6], factor: 0.2 });

  it.each([
    { progress: 0, expected: 0.1 },
    { progress: 0.29, expected: 0.1 },
    { progress: 0.3, expected: 0.02 },
    { progress: 0.9, expected: 0.004 },
  ])("is $expected at $progress", ({ progress, expected }) => {
    expect(rate(progress)).toBeCloseTo(expected, 12);
  });

  it("refuses milestones that do not increase", () => {
    expect(() => stepSchedule(0.1, { milestones: [5, 5], factor: 0.1 })).toThrow(
      "stepSchedule: milestones must increase, got [5, 5]",
    );
  });
});
