import { describe, expect, it } from "vitest";
import { display } from "../../kernel/display/index.ts";
import { figure } from "../../src/report/index.ts";
import { recordOutputs } from "../kernel/display/recording-host.ts";

const groups = ["age", "gender"];

describe("bars", () => {
  it("have error bars with ends of their own", () => {
    const { data } = figure()
      .bar({ x: groups, y: [20, -40], error: { low: [10, -45], high: [50, -25] } })
      .toPlotly();
    expect(data[0]).toMatchObject({
      error_y: { symmetric: false, arrayminus: [10, 5], array: [30, 15] },
    });
  });

  it("stand side by side on a line at zero, where some are below it", () => {
    const scores = figure({ y: { range: [-100, 100] } })
      .bar({ name: "paper", x: groups, y: [20, -40] })
      .bar({ name: "ours", x: groups, y: [15, -30], error: { low: [0, -60], high: [20, -10] } });
    expect(scores.toPlotly().layout).toMatchObject({ barmode: "group", yaxis: { zeroline: true } });
    expect(scores.toSvg()).toContain('aria-label="rule"');
    const counts = figure().bar({ x: groups, y: [1, 2] });
    expect(counts.toPlotly().layout).toMatchObject({ yaxis: { zeroline: false } });
    expect(counts.toSvg()).not.toContain('aria-label="rule"');
  });

  it("take an interval that ends at its value, up to the rounding", () => {
    const error = { low: [0.7], high: [1 - 1e-16] };
    expect(() => figure().bar({ x: ["a"], y: [1], error })).not.toThrow();
  });

  it("leave out the error bar that is not a number", () => {
    const error = { low: [0, Number.NaN], high: [2, Number.NaN] };
    expect(
      figure()
        .bar({ x: groups, y: [1, 1], error })
        .toSvg(),
    ).not.toMatch(/NaN/);
  });

  it.each([
    { error: { low: [1], high: [1, 2] }, text: "bar: error.low must have 2 entries" },
    { error: { low: [1, 2], high: [1] }, text: "bar: error.high must have 2 entries" },
    {
      error: { low: [0, 3], high: [2, 4] },
      text: "bar: error must hold each value between low and high, got 2 in 3 to 4",
    },
  ])("refuse $text", ({ error, text }) => {
    expect(() => figure().bar({ x: groups, y: [1, 2], error })).toThrow(text);
  });
});

describe("a display of bars", () => {
  const recorded = recordOutputs();

  it("moves in place when it is updated with a later figure", () => {
    const draw = (y: readonly number[]) => figure({ y: { range: [0, 1] } }).bar({ x: groups, y });
    const live = display(draw([0.5, 0.5]), { id: "shares" });
    live.update(draw([0.9, 0.1]));
    const [first, second] = recorded.displays().filter(({ displayId }) => displayId === "shares");
    expect([first?.update, second?.update]).toEqual([false, true]);
    expect(second?.data["text/plain"]).toContain("0.9000 to 0.1000");
    expect(second?.data["text/html"]).toContain("<svg");
  });
});
