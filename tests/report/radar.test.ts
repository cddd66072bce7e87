import { describe, expect, it } from "vitest";
import { grid, type RadarOptions, radar } from "../../src/report/index.ts";

const axes = ["Ø", "fcs(C)", "fcs(C) ∧ ign(S)", "fcs(S)"];
const series = (name: string, values = [0.9, 0.8, 0.7, 0.6]) => ({ name, values });

function bundleOf(value: object): Readonly<Record<string, unknown>> {
  const method: unknown = Reflect.get(value, Symbol.for("Jupyter.display"));
  if (typeof method !== "function") throw new Error("no display method");
  return Reflect.apply(method, value, []);
}

/** The traces that a reader sees named. */
function curvesOf(options: RadarOptions) {
  return radar(options)
    .toPlotly()
    .data.filter((trace) => trace["showlegend"] === true);
}

describe("radar", () => {
  it("gives Plotly's form, HTML, a static picture and text with every value", () => {
    const bundle = bundleOf(
      radar({
        title: "FIT",
        axes,
        series: [{ ...series("iid"), low: [0.85, 0.75, 0.65, 0.5], high: [0.95, 0.85, 0.75, 0.7] }],
        chance: 1 / 3,
      }),
    );
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.plotly.v1+json",
      "text/html",
      "image/svg+xml",
      "text/plain",
    ]);
    expect(bundle["text/plain"]).toBe(
      "[radar: FIT]\n  iid: Ø 0.900 [0.850, 0.950], fcs(C) 0.800 [0.750, 0.850], " +
        "fcs(C) ∧ ign(S) 0.700 [0.650, 0.750], fcs(S) 0.600 [0.500, 0.700]\n  chance: 0.333",
    );
  });

  it("closes each curve, with the first axis at the top and the others clockwise", () => {
    const { data, layout } = radar({ axes, series: [series("iid")], max: 2 }).toPlotly();
    const curve = data.find((trace) => trace["name"] === "iid");
    expect(curve).toMatchObject({
      type: "scatterpolar",
      theta: [...axes, "Ø"],
      r: [0.9, 0.8, 0.7, 0.6, 0.9],
    });
    expect(layout?.["polar"]).toMatchObject({
      angularaxis: { categoryarray: axes, direction: "clockwise", rotation: 90 },
      radialaxis: { range: [0, 2] },
    });
  });

  it("puts the values where they belong in the static picture", () => {
    // Four axes of the same short names: a rim of known shape around the middle of the picture.
    const svg = radar({
      axes: ["N", "E", "S", "W"],
      series: [{ name: "", values: [1, 0.5, 1, 0.5], color: "#123456" }],
    }).toSvg();
    const path = /<path d="M([^"]+)Z" fill="none" stroke="#123456"/.exec(svg)?.[1] ?? "";
    const points = path.split("L").map((pair) => pair.split(" ").map(Number));
    const [[x0, y0] = [], [x1, y1] = [], [x2, y2] = [], [x3, y3] = []] = points;
    expect([x0, x2]).toEqual([190, 190]);
    expect(y1).toBeCloseTo(((y0 ?? 0) + (y2 ?? 0)) / 2, 1);
    expect(y3).toBeCloseTo(y1 ?? 0, 1);
    expect((x1 ?? 0) - 190).toBeCloseTo(((y2 ?? 0) - (y0 ?? 0)) / 4, 1);
    expect(190 - (x3 ?? 0)).toBeCloseTo((x1 ?? 0) - 190, 1);
  });

  it("draws coinciding curves so that each shows for an equal share of one period", () => {
    const curves = curvesOf({ axes, series: ["a", "b", "c", "d"].map((name) => series(name)) });
    expect(curves.map((curve) => Object(curve["line"]).dash)).toEqual([
      "solid",
      "18px,6px",
      "12px,12px",
      "6px,18px",
    ]);
    const markers = curves.map((curve) => Object(curve["marker"]));
    expect(new Set(markers.map(({ symbol }) => symbol)).size).toBe(4);
    const sizes = markers.map(({ size }) => Number(size));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it("cuts intervals off at the centre and the rim, and tells them whole", () => {
    const { data } = radar({
      axes: ["a", "b", "c"],
      series: [{ name: "x", values: [0, 0.5, 1], low: [-0.1, 0.4, 0.9], high: [0.1, 0.6, 1.1] }],
    }).toPlotly();
    const band = data.find((trace) => trace["opacity"] === 0.18);
    expect(band?.["r"]).toEqual(
      [
        [0, 0.4, 0.6, 0.1],
        [0.4, 0.9, 1, 0.6],
        [0.9, 0, 0.1, 1],
      ].flatMap((corners) => [...corners, null]),
    );
    expect(data.at(-1)?.["customdata"]).toContain("c: 1.000 [0.900, 1.100]");
  });

  it("writes short numbers at the rings", () => {
    const svg = radar({ axes, series: [], max: 0.3 }).toSvg();
    const texts = Array.from(svg.matchAll(/dy="1.1em">([^<]*)</g), ([, text]) => text);
    expect(texts).toEqual(["0.075", "0.15", "0.225", "0.3"]);
  });

  it("draws chance as a ring after the others in the legend", () => {
    const shown = curvesOf({ axes, series: [series("iid")], chance: 0.5 });
    expect(shown).toMatchObject([{ name: "chance", r: [0.5, 0.5, 0.5, 0.5, 0.5] }, {}]);
    expect(shown[0]?.["legendrank"]).toBeGreaterThan(1000);
  });

  it.each([
    { name: "a gap", options: { axes, series: [series("a", [0.5, Number.NaN, 0.5, 0.5])] } },
    {
      name: "an interval that is not known",
      options: {
        axes,
        series: [{ ...series("a"), low: [0, 0, Number.NaN, 0], high: [1, 1, 1, 1] }],
      },
    },
    { name: "no series", options: { axes, series: [] } },
    { name: "very long names", options: { axes: ["a", "b", "c".repeat(200)], series: [] } },
  ])("draws $name without a value that is no number", ({ options }) => {
    const plot = radar(options);
    expect(plot.toSvg().replace(/aria-label="[^"]*"/, "")).not.toMatch(/NaN|undefined|Infinity/);
    expect(JSON.stringify(plot.toPlotly().data)).not.toContain("undefined");
  });

  it("leaves a gap open and unfilled", () => {
    const { data } = radar({ axes, series: [series("a", [0.5, Number.NaN, 0.5, 0.4])] }).toPlotly();
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ r: [0.5, null, 0.5, 0.4, 0.5] });
  });

  it("takes names as text, not as markup", () => {
    const svg = radar({
      title: "<i>",
      axes: ["<b>", '"', "&"],
      series: [{ name: "</svg>", values: [1, 1, 1], color: '"><script>' }],
    }).toSvg();
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).not.toMatch(/<(b|i|script)>/);
    expect(svg).toContain("&lt;b&gt;");
  });

  it("says in words what it shows, for those who can not see it", () => {
    const svg = radar({ title: "FIT", axes, series: [series("iid")] }).toSvg();
    expect(svg).toMatch(/<svg [^>]*role="img" aria-label="\[radar: FIT\]\n {2}iid: Ø 0.900/);
  });

  it("stands beside others in a grid", () => {
    const panel = (title: string) =>
      radar({ title, axes, series: [series("iid")], width: 320, height: 340 });
    const panels = grid([panel("FIT"), panel("SFT"), { title: "loss", layers: [] }], {
      columns: 3,
    });
    expect(panels.toSvg()).toMatch(/^<svg [^>]*width="1280" height="400"/);
    expect(String(bundleOf(panels)["text/html"]).match(/triptych-figure/g)).toHaveLength(3);
  });

  it.each([
    { options: { axes: ["a", "b"], series: [] }, text: "radar: axes must be at least three" },
    { options: { axes: ["a", "b", "a"], series: [] }, text: 'names, got ["a","b","a"]' },
    {
      options: { axes, series: [series("iid", [1])] },
      text: 'radar: values of "iid" must have 4 entries, one for each value, got 1',
    },
    {
      options: { axes, series: [{ ...series("iid"), low: [0, 0, 0, 0] }] },
      text: 'radar: high of "iid" must have 4 entries',
    },
    {
      options: { axes, series: [series("iid", [0.5, 87, 0.5, 0.5])] },
      text: 'radar: values of "iid" must be >= 0 and <= 1, got 87 at "fcs(C)". For another',
    },
    { options: { axes, series: [], max: 0 }, text: "radar: max must be" },
    { options: { axes, series: [], chance: 50 }, text: "radar: chance must be" },
  ])("refuses $text", ({ options, text }) => {
    expect(() => radar(options)).toThrow(text);
  });
});
