import { describe, expect, it } from "vitest";
import { stepSchedule, warmupSchedule } from "../../src/optim/index.ts";

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

describe("warmupSchedule", () => {
  const options = { numSteps: 21, warmupSteps: 10, finalShare: 0.1 } as const;

  it.each([
    { decay: "linear", step: 0, expected: 0.1 },
    { decay: "linear", step: 9, expected: 1 },
    { decay: "linear", step: 10, expected: 1 },
    { decay: "linear", step: 15, expected: 0.55 },
    { decay: "linear", step: 20, expected: 0.1 },
    { decay: "cosine", step: 15, expected: 0.55 },
    { decay: "cosine", step: 20, expected: 0.1 },
  ] as const)("with $decay decay is $expected at step $step", ({ decay, step, expected }) => {
    expect(warmupSchedule(1, { ...options, decay })(step)).toBeCloseTo(expected, 12);
  });

  it("refuses a warm-up longer than the training", () => {
    expect(() => warmupSchedule(1, { numSteps: 5, warmupSteps: 6, decay: "linear" })).toThrow(
      "warmupSchedule: warmupSteps must be",
    );
  });
});
