import { describe, expect, it } from "vitest";
import { film } from "../../src/report/figure/film.ts";
import { grid } from "../../src/report/figure/grid.ts";
import { figure } from "../../src/report/index.ts";

const displaySymbol = Symbol.for("Jupyter.display");

function bundleOf(value: object): Record<string, unknown> {
  const method: unknown = Reflect.get(value, displaySymbol);
  if (typeof method !== "function") throw new Error("no display method");
  return Reflect.apply(method, value, []);
}

const frameAt = (step: number, title = "Race") => ({
  label: `${10 * step}`,
  figure: {
    title,
    layers: [
      {
        mark: "contour",
        z: [
          [1, 2],
          [3, 4],
        ],
      },
      { mark: "line", name: "SGD", y: [0, step] },
    ],
  } as const,
});

describe("film", () => {
  const race = film([frameAt(0), frameAt(1), frameAt(2)], { label: "update" });

  it("repeats in its frames only what changes", () => {
    const { data, frames } = race.toPlotly();
    expect(data).toHaveLength(2);
    expect(frames).toMatchObject([0, 1, 2].map((y) => ({ traces: [1], data: [{ y: [0, y] }] })));
  });

  it("has a slider with a step for each frame, and starts at the last", () => {
    const { data, frames, layout } = race.toPlotly();
    const [slider] = Object(layout?.["sliders"]);
    expect(slider).toMatchObject({ active: 2, currentvalue: { prefix: "update " } });
    expect(slider.steps).toMatchObject(
      ["0", "10", "20"].map((label, i) => ({ label, args: [[frames?.[i]?.["name"]], {}] })),
    );
    expect(data[1]).toMatchObject({ y: [0, 2] });
  });

  it("redraws the whole only where curves do not suffice", () => {
    const redraws = (made: ReturnType<typeof film>) =>
      Object(made.toPlotly().layout?.["sliders"])[0].steps[0].args[1].frame.redraw;
    const line = (y: number) => ({ label: "", figure: figure().line({ y: [y] }) });
    expect(redraws(film([line(0), line(1)]))).toBe(false);
    expect(redraws(race)).toBe(true); // a contour
    const titles = film([frameAt(0, "a"), frameAt(1, "b")]);
    expect(redraws(titles)).toBe(true);
    expect(titles.toPlotly().frames).toMatchObject([
      { layout: { title: { text: "a" } } },
      { layout: { title: { text: "b" } } },
    ]);
  });

  it("is the last frame where nothing moves", () => {
    const last = figure(frameAt(2).figure);
    expect(race.toSvg()).toBe(last.toSvg());
    expect(bundleOf(race)["text/plain"]).toContain("SGD: 2 points, 0.000 to 2.000");
    expect(bundleOf(race)["text/html"]).toContain(last.toSvg());
  });

  it("refuses no frames, and frames that differ in their layers", () => {
    expect(() => film([])).toThrow("film: frames must not be empty");
    expect(() => film([frameAt(0), { label: "", figure: figure() }])).toThrow("in frame 1");
  });
});

describe("grid", () => {
  const three = [1, 2, 3].map(
    (y) =>
      ({
        width: 200,
        height: 100,
        layers: [{ mark: "line", name: `series ${y}`, y: [y, y] }],
      }) as const,
  );

  it("lays out rows of figures as one picture", () => {
    const svg = grid(three, { columns: 2, title: "A & B" }).toSvg();
    expect(svg).toMatch(/^<svg [^>]*width="400" height="236"/); // two rows and the title
    expect(svg).toContain('<svg x="200" y="36"');
    expect(svg).toContain('<svg x="0" y="136"');
    expect(svg).toContain("A &amp; B");
  });

  it("gives pages in columns, a picture and text", () => {
    const bundle = bundleOf(grid(three, { columns: 3 }));
    expect(bundle["text/html"]).toContain("repeat(3,max-content)");
    expect(String(bundle["text/html"]).match(/triptych-figure/g)).toHaveLength(3);
    expect(bundle["text/plain"]).toContain("series 3");
  });

  it("draws nothing without figures", () => {
    expect(grid([]).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
  });
});
