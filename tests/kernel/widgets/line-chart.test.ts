import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { display } from "../../../kernel/display/index.ts";
import { lineChart } from "../../../kernel/widgets/index.ts";
import {
  type ChartData,
  drawChart,
  numberText,
  ticksBetween,
} from "../../../kernel/widgets/page/draw-chart.ts";
import { initialize, render } from "../../../kernel/widgets/page/line-chart.ts";
import { moduleText } from "../../../kernel/widgets/page/module.ts";
import { recordOutputs } from "../display/recording-host.ts";

const recording = recordOutputs();

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** What was sent to the page, in order. */
const sent = () => recording.outputs.flatMap((o) => (o.type === "comm" ? [o.message.data] : []));

describe("lineChart", () => {
  it("opens with all its data", () => {
    lineChart({ series: { a: [1, 2], b: Float32Array.of(3) }, x: [5, 6], title: "T" });
    expect(sent()[0]?.["state"]).toMatchObject({
      x: [5, 6],
      series: { a: [1, 2], b: [3, null] },
      title: "T",
      height: 280,
    });
  });

  it("tells its lines and points in plain text", () => {
    display(lineChart({ series: { loss: [1, 2], accuracy: [] } }));
    const { data } = recording.displays()[0] ?? {};
    expect(data?.["text/plain"]).toBe("[line chart: loss, accuracy; 2 points]");
  });

  it("sends the first point at once and the next ones together", () => {
    const chart = lineChart({ series: { a: [9], b: [9] } });
    chart.push({ a: 1, b: 2 });
    chart.push({ a: 3 }, 10);
    chart.push({ b: 4 });
    vi.advanceTimersByTime(100);
    expect(sent().slice(1)).toEqual([
      { method: "custom", content: { start: 1, x: [1], series: { a: [1], b: [2] } } },
      {
        method: "custom",
        content: { start: 2, x: [10, 11], series: { a: [3, null], b: [null, 4] } },
      },
    ]);
  });

  it("sends also from a loop that lets no timer fire", () => {
    const chart = lineChart({ series: { a: [] } });
    const now = vi.spyOn(performance, "now");
    for (let i = 0; i < 1000; i += 1) {
      now.mockReturnValue(1000 + i);
      chart.push({ a: i });
    }
    expect(sent()).toHaveLength(1 + 20);
    now.mockRestore();
  });

  it("sends what it still holds before it closes", () => {
    const chart = lineChart({ series: { a: [] } });
    chart.push({ a: 1 });
    chart.push({ a: 2 });
    chart.close();
    vi.advanceTimersByTime(100);
    expect(sent().slice(2)).toEqual([
      { method: "custom", content: { start: 1, x: [1], series: { a: [2] } } },
      {},
    ]);
  });

  it("replaces its points and forgets those that were not sent", () => {
    const chart = lineChart({ series: { a: [1] } });
    chart.push({ a: 2 });
    chart.push({ a: 3 });
    chart.update({ series: { a: [7, 8] } });
    vi.advanceTimersByTime(100);
    expect(sent().slice(2)).toEqual([
      { method: "update", state: { x: [0, 1], series: { a: [7, 8] } }, buffer_paths: [] },
    ]);
  });

  it("refuses more numbers than places", () => {
    expect(() => lineChart({ series: { loss: [1, 2, 3] }, x: [1] })).toThrow(
      "lineChart: series.loss must have at most as many numbers as x (1), got 3",
    );
  });
});

const data: ChartData = {
  x: [0, 1, 2, null],
  series: { a: [1, null, 3, 4], "<b>": [0, 0, 0, 0] },
  title: "",
  xLabel: "step",
  yLabel: "",
  height: 200,
};

describe("the chart's module", () => {
  it("adds points to the model, the same points once only", () => {
    const model = new Map<string, unknown>([
      ["x", [0, 1]],
      ["series", { a: [5, 6] }],
    ]);
    const listeners: ((content: unknown) => void)[] = [];
    initialize({
      model: {
        get: (key) => model.get(key),
        set: () => {},
        save_changes: () => {},
        on: (_, listener) => void listeners.push(listener),
      },
    });
    for (const listener of [...listeners, ...listeners]) {
      listener({ start: 2, x: [2], series: { a: [7] } });
    }
    expect([model.get("x"), model.get("series")]).toEqual([[0, 1, 2], { a: [5, 6, 7] }]);
  });

  it("draws a line for each series, with gaps", () => {
    const { svg } = drawChart(data, 400);
    const lines = [...svg.matchAll(/class=line d="([^"]*)"/g)].map(([, d]) => d ?? "");
    expect(lines).toHaveLength(2);
    expect(lines[0]?.match(/M/g)).toHaveLength(2);
    expect(svg).toContain("step");
  });

  it("draws no more than the pixels show", () => {
    const x = Array.from({ length: 100_000 }, (_, i) => i);
    const series = { a: x.map((i) => Math.sin(i)) };
    expect(drawChart({ ...data, x, series }, 400).svg.length).toBeLessThan(60_000);
  });

  it("draws axes where there is nothing yet", () => {
    const { svg } = drawChart({ ...data, x: [], series: { a: [] } }, 400);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [-1, 1, 4, [-1, -0.5, 0, 0.5, 1]],
    [3, 3.1, 3, [3, 3.05, 3.1]],
  ])("puts round numbers between %d and %d", (min, max, count, expected) => {
    const texts = ticksBetween(min, max, count).map(numberText);
    expect(texts).toEqual(expected.map(String));
  });

  it("is a module that stands alone", async () => {
    const text = moduleText({ initialize, render });
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    const module: unknown = await import(/* @vite-ignore */ url);
    expect(module).toHaveProperty("default.render");
    expect(module).toHaveProperty("default.initialize");
  });
});
