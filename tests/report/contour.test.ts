import { describe, expect, it } from "vitest";
import { figure } from "../../src/report/index.ts";

const x = [-1, 0, 1];
const y = [0, 2];
const bowl = y.map((b) => x.map((a) => a * a + b * b));

describe("a contour", () => {
  it("gives Plotly heights counted in levels, and the true values to read", () => {
    const [trace] = figure().contour({ z: bowl, x, y, levels: 5 }).toPlotly().data;
    expect(trace).toMatchObject({ type: "contour", x, y, contours: { start: 0, end: 4, size: 1 } });
    // Values 0 to 5 in five levels: one unit of the value is one level.
    expect(trace?.["z"]).toEqual(bowl);
    expect(trace?.["text"]).toEqual([
      ["1.00", "0.00", "1.00"],
      ["5.00", "4.00", "5.00"],
    ]);
  });

  it("puts logarithmic levels at equal ratios, the lowest no value of zero", () => {
    const z = [
      [0, 1],
      [10, 100],
    ];
    const [trace] = figure().contour({ z, levels: 2, log: true }).toPlotly().data;
    expect(trace?.["z"]).toEqual([
      [-1, 0],
      [1, 2],
    ]);
  });

  it("is drawn beneath the paths on it, without a value that is no number", () => {
    const svg = figure()
      .line({ x: [-1, 1], y: [0, 2], color: "#123456" })
      .contour({ z: bowl, x, y, label: "loss" })
      .toSvg();
    expect(svg.indexOf('aria-label="contour"')).toBeLessThan(svg.indexOf("#123456"));
    expect(svg).toContain(">loss</text>");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    {
      name: "flat",
      z: [
        [1, 1],
        [1, 1],
      ],
    },
    {
      name: "not finite",
      z: [
        [Number.NaN, 1],
        [Number.POSITIVE_INFINITY, 2],
      ],
    },
    { name: "a single value", z: [[1]] },
    { name: "empty", z: [] },
  ])("draws a field that is $name", ({ z }) => {
    expect(figure().contour({ z }).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each([
    { options: { z: [[1, 2], [3]] }, text: "contour: row 1 of z must have 2 entries" },
    { options: { z: bowl, x: [1] }, text: "contour: x must have 3" },
    { options: { z: bowl, levels: 1 }, text: "contour: levels must be >= 2, got 1" },
  ])("refuses $text", ({ options, text }) => {
    expect(() => figure().contour(options)).toThrow(text);
  });
});

describe("the texts of a heat map", () => {
  const heatmap = {
    z: [[-1, 1]],
    text: [["low", "a < b"]],
    range: [-1, 1],
    scale: "greys",
  } as const;

  it("stand in Plotly's cells, over the given range of colours", () => {
    const [trace] = figure().heatmap(heatmap).toPlotly().data;
    expect(trace).toMatchObject({ texttemplate: "%{text}", text: heatmap.text, zmin: -1, zmax: 1 });
  });

  it("are light on dark cells and dark on light ones", () => {
    const svg = figure().heatmap(heatmap).toSvg();
    expect(svg).toMatch(/fill="white">low</);
    expect(svg).toMatch(/fill="#222">a &lt; b</);
  });

  it("must have the matrix's rows", () => {
    expect(() => figure().heatmap({ ...heatmap, text: [] })).toThrow("heatmap: text must have 1");
  });
});

describe("layers as plain data", () => {
  it("draw what the methods draw", () => {
    const line = { name: "a", y: [1, 2], band: [1, 1], shade: 0.5 };
    const heatmap = { z: [[1]] };
    const layers = [
      { mark: "line", ...line },
      { mark: "scatter", y: [1] },
      { mark: "bar", x: ["a"], y: [1] },
      { mark: "histogram", values: [1] },
      { mark: "heatmap", ...heatmap },
      { mark: "contour", z: bowl },
    ] as const;
    const byMethods = figure()
      .line(line)
      .scatter({ y: [1] })
      .bar({ x: ["a"], y: [1] })
      .histogram({ values: [1] })
      .heatmap(heatmap)
      .contour({ z: bowl });
    expect(figure({ layers }).toPlotly()).toEqual(byMethods.toPlotly());
    expect(byMethods.toPlotly().data[0]).toMatchObject({ opacity: 0.5 });
  });
});
