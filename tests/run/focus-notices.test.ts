import { describe, expect, it } from "vitest";
import type { FocusProgress } from "../../src/fit/experiments/run-focus.ts";
import { createFocusNotices } from "../../src/run/focus-notices.ts";

/** The lines that are told of progress, each at its second. */
function linesOf(progress: readonly (readonly [second: number, FocusProgress])[]): string[] {
  const lines: string[] = [];
  let time = 0;
  const tell = createFocusNotices(
    (line) => lines.push(line),
    () => time,
  );
  for (const [second, step] of progress) {
    time = 1000 * second;
    tell(step);
  }
  return lines;
}

const training = (done: number, loss: number): FocusProgress => ({
  stage: "training",
  done,
  total: 200,
  loss,
});

describe("createFocusNotices", () => {
  it("tells the time that is left at the speed so far", () => {
    const lines = linesOf([
      [10, training(1, 0.7123)],
      [88, training(40, 0.3449)],
    ]);
    expect(lines).toEqual([
      "training 1/200, loss 0.712",
      "training 40/200, loss 0.345, 5 min left",
    ]);
  });

  it("passes over what comes within seconds, but never the start or the end of a stage", () => {
    const testing = (done: number): FocusProgress => ({ stage: "testing", done, total: 1440 });
    const lines = linesOf([
      [0, training(199, 0.1)],
      [1, training(200, 0.1)],
      [2, testing(10)],
      [4, testing(20)],
      [12, testing(300)],
      [13, testing(1440)],
    ]);
    expect(lines).toEqual([
      "training 199/200, loss 0.100",
      "training 200/200, loss 0.100",
      "testing 10/1440",
      "testing 300/1440, 40 s left",
      "testing 1440/1440",
    ]);
  });
});
