import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, vi } from "vitest";

const displaySymbol = Symbol.for("Jupyter.display");

/** Whether the library was sent is known to the module: every test starts with a new one. */
let report: typeof import("../../src/report/index.ts");
beforeEach(async () => {
  vi.resetModules();
  report = await import("../../src/report/index.ts");
});

function bundleOf(value: object): Readonly<Record<string, unknown>> {
  const method: unknown = Reflect.get(value, displaySymbol);
  if (typeof method !== "function") throw new Error("no display method");
  return Reflect.apply(method, value, []);
}

function htmlOf(value: object): string {
  return String(bundleOf(value)["text/html"]);
}

describe("figure", () => {
  it("gives Plotly's form, HTML, a static picture and text", () => {
    const chart = report.figure({ title: "Loss" }).line({ name: "train", y: [3, 2, 1] });
    const bundle = bundleOf(chart);
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.plotly.v1+json",
      "text/html",
      "image/svg+xml",
      "text/plain",
    ]);
    expect(bundle["text/plain"]).toBe("[figure: Loss]\n  train: 3 points, 3.000 to 1.000");
  });

  it("tells Plotly axes, names and values", () => {
    const { data, layout } = report
      .figure({ x: "step", y: { label: "loss", log: true, range: [0.01, 1] } })
      .line({ name: "a", x: [10, 20], y: [1, 2] })
      .toPlotly();
    expect(data).toMatchObject([{ type: "scatter", name: "a", x: [10, 20], y: [1, 2] }]);
    expect(layout).toMatchObject({
      xaxis: { title: { text: "step" } },
      yaxis: { title: { text: "loss" }, type: "log", range: [-2, 0] },
    });
  });

  it("draws a band as a closed outline, from a half width or from edges", () => {
    const outline = [0.5, 1.5, 2.5, 1.5];
    const half = report.figure().line({ y: [1, 2], band: [0.5, 0.5] });
    const edges = report.figure().line({ y: [1, 2], band: { low: [0.5, 1.5], high: [1.5, 2.5] } });
    expect(half.toPlotly().data[0]).toMatchObject({ x: [0, 1, 1, 0], y: outline });
    expect(edges.toPlotly().data[0]).toMatchObject({ x: [0, 1, 1, 0], y: outline });
  });

  it("counts a histogram in intervals of a round width", () => {
    const values = [0, 0.1, 0.2, 0.9, 1, Number.NaN];
    const { data } = report.figure().histogram({ values, bins: 2 }).toPlotly();
    expect(data[0]).toMatchObject({ x: [0.25, 0.75, 1.25], y: [3, 1, 1], width: 0.5 });
  });

  it("appends points, the place following the last", () => {
    const chart = report.figure().line({ name: "train", x: [5], y: [1] });
    chart.append("train", { y: 2 }).append("train", { x: [9, 10], y: [3, 4] });
    expect(chart.toPlotly().data[0]).toMatchObject({ x: [5, 6, 9, 10], y: [1, 2, 3, 4] });
  });

  it.each([
    { names: 4, width: 640, legend: { orientation: "h" } },
    { names: 5, width: 640, legend: { x: 1.02 } },
    { names: 4, width: 440, legend: { x: 1.02 } },
  ])(
    "puts the legend of $names series at width $width where it does not run into the title",
    ({ names, width, legend }) => {
      const chart = report.figure({ title: "Many", width });
      for (let i = 0; i < names; i++) chart.line({ name: `series ${i}`, y: [i] });
      expect(chart.toPlotly().layout).toMatchObject({ legend });
    },
  );

  it("keeps names that look like numbers apart from numbers", () => {
    const map = report.figure().heatmap({
      x: ["0.01", "10"],
      y: [5, 20],
      z: [
        [1, 2],
        [3, 4],
      ],
    });
    const { layout } = map.toPlotly();
    expect(layout).toMatchObject({ xaxis: { type: "category" } });
    expect(layout?.["yaxis"]).not.toHaveProperty("type");
  });

  it("takes Plotly's own words and adds layers to them", () => {
    const raw = { data: [{ type: "bar", x: ["a", "b"], y: [1, null] }], layout: { width: 300 } };
    const { data, layout } = report
      .figure(raw)
      .line({ x: ["a", "b"], y: [2, 3] })
      .toPlotly();
    expect(data).toHaveLength(2);
    expect(data[0]).toBe(raw.data[0]);
    expect(layout).toMatchObject({ width: 300 });
  });

  it.each([
    {
      name: "x",
      add: () => report.figure().line({ x: [1], y: [1, 2] }),
      text: "line: x must have 2",
    },
    {
      name: "error",
      add: () => report.figure().scatter({ y: [1, 2], error: [1] }),
      text: "scatter: error must have 2 entries, one for each value, got 1",
    },
    { name: "z", add: () => report.figure().heatmap({ z: [[1, 2], [3]] }), text: "row 1 of z" },
    { name: "bins", add: () => report.figure().histogram({ values: [], bins: 0 }), text: "bins" },
    { name: "append", add: () => report.figure().append("none", { y: 1 }), text: 'got "none"' },
  ])("refuses a wrong $name with a message that says what is required", ({ add, text }) => {
    expect(add).toThrow(text);
  });
});

describe("the static picture", () => {
  it("is a whole SVG document on white, with title, legend and axis labels", () => {
    const svg = report
      .figure({ title: "A < B", x: "step", y: "loss" })
      .line({ name: "train & test", y: [1, 2] })
      .toSvg();
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="640" height="400"/);
    expect(svg).toContain('fill="white"');
    for (const text of ["A &lt; B", "train &amp; test", "step", "loss"])
      expect(svg).toContain(text);
  });

  it.each([
    { mark: "line", draw: () => report.figure({ y: { log: true } }).line({ y: [0, 1, 100] }) },
    { mark: "band", draw: () => report.figure().line({ y: [1, 2], band: [1, 1] }) },
    { mark: "scatter", draw: () => report.figure().scatter({ y: [1, 2], error: [1, 1] }) },
    { mark: "bar", draw: () => report.figure().bar({ x: ["a", "b"], y: [1, 2], error: [1, 1] }) },
    { mark: "histogram", draw: () => report.figure().histogram({ values: [1, 2, 2] }) },
    { mark: "heatmap", draw: () => report.figure().heatmap({ z: [[1, 2]], x: ["a", "b"] }) },
    {
      mark: "image",
      draw: () =>
        report.figure().image({
          z: [
            [0, 1],
            [1, 0],
          ],
        }),
    },
    { mark: "single value", draw: () => report.figure().line({ y: [1] }) },
    { mark: "gap", draw: () => report.figure().line({ y: [1, Number.NaN, 2] }) },
    { mark: "nothing", draw: () => report.figure() },
  ])("draws $mark without a value that is no number", ({ draw }) => {
    expect(draw().toSvg()).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("keeps the extremes of a long curve and leaves out what can not be told apart", () => {
    const y = Array.from({ length: 100_000 }, (_, i) => (i === 70_001 ? 5 : Math.sin(i / 1000)));
    const svg = report
      .figure({ y: { range: [-1, 5] } })
      .line({ y })
      .toSvg();
    expect(svg.length).toBeLessThan(60_000);
    // The greatest value reaches the top of the frame: margin 16 and inset 8.
    expect(svg).toMatch(/L\d+\.?\d*,24(?=[L,])/);
  });

  it("draws the same with every run", () => {
    const draw = () =>
      report
        .figure()
        .bar({ x: ["a"], y: [1] })
        .line({ x: ["a"], y: [2] })
        .toSvg();
    expect(draw()).toBe(draw());
  });

  it("clips what lies outside a given range", () => {
    const svg = report
      .figure({ y: { range: [90, 100] } })
      .line({ y: [95, 10] })
      .toSvg();
    expect(svg).toMatch(/<clipPath id="(.+?)">.*clip-path="url\(#\1\)" aria-label="line"/s);
  });
});

describe("the HTML", () => {
  it("holds the library once, in the first figure", () => {
    const [first, second] = [report.figure(), report.figure()].map(htmlOf);
    expect(first?.length).toBeGreaterThan(1_000_000);
    expect(second?.length).toBeLessThan(20_000);
  });

  it("holds all of the library", () => {
    const packed = /atob\("([^"]+)"\)/.exec(htmlOf(report.figure()))?.[1] ?? "";
    const source = gunzipSync(Buffer.from(packed, "base64")).toString("utf8");
    expect(source).toMatch(/^\/\*\*\n\* plotly\.js v/);
    expect(source).toContain("window.Plotly = Plotly;");
  });

  it("leaves the library to a publisher, once", () => {
    const publish = vi.fn();
    report.publishLibraryWith(publish);
    const pages = [report.figure(), report.figure()].map(htmlOf);
    expect(publish).toHaveBeenCalledOnce();
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThan(20_000);
  });

  it("shows the static picture until the script has drawn, and names nothing on the network", () => {
    report.publishLibraryWith(() => {});
    const html = htmlOf(report.figure().line({ y: [1, 2] }));
    expect(html).toContain("<svg xmlns");
    expect(html).not.toMatch(/(src|href)=/);
  });

  it("can not be ended early by the text in it", () => {
    report.publishLibraryWith(() => {});
    const html = htmlOf(report.figure({ title: "</script><script>alert(1)</script>" }));
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<\/script/g)).toHaveLength(1);
  });
});
