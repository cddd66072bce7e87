import type { PlotlyFigure } from "../figure/options.ts";
import { toPage } from "../figure/page.ts";
import type { Picture } from "../figure/picture.ts";
import { describeValue, type RadarChart, radarChart, valueText } from "./chart.ts";
import type { RadarOptions } from "./options.ts";
import { placeRadar, type RadarPlace } from "./place.ts";
import { headHeight, radarSvg } from "./radar-svg.ts";
import { radarPlotly } from "./radar-traces.ts";

/**
 * Draws a closed curve for each series over axes that go out from a centre: one value for each axis,
 * 0 at the centre and `max` at the rim. As the last value of a cell, or through `display`, it shows
 * itself; `grid` puts several side by side.
 *
 * @throws {ConfigError} If there are fewer than three axes, a series has more or fewer values than
 * there are axes, or a value is not within `[0, max]`.
 *
 * @example
 * radar({
 *   title: "Accuracy by instruction",
 *   axes: ["none", "focus", "ignore"],
 *   series: [{ name: "iid", values: [0.9, 0.88, 0.91], low: [0.88, 0.86, 0.9], high: [0.92, 0.9, 0.93] }],
 *   chance: 0.5,
 * });
 */
export function radar(options: RadarOptions): Radar {
  return new Radar(radarChart(options));
}

/** Closed curves over axes from a centre: see {@link radar}. */
export class Radar implements Picture {
  readonly #chart: RadarChart;
  readonly #place: RadarPlace;

  /** Called by {@link radar}. */
  constructor(chart: RadarChart) {
    this.#chart = chart;
    this.#place = placeRadar(chart, headHeight(chart));
  }

  /** In CSS pixels. */
  get width(): number {
    return this.#chart.width;
  }

  /** In CSS pixels. */
  get height(): number {
    return this.#chart.height;
  }

  /** The plot in Plotly's own words. */
  toPlotly(): PlotlyFigure {
    return radarPlotly(this.#chart, this.#place);
  }

  /** The plot as a static SVG document, on white. */
  toSvg(): string {
    return radarSvg(this.#chart, this.#place, this.#summary());
  }

  /** The MIME bundle of the plot. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    return this.toBundle();
  }

  /** The plot in each form a front end may show, by MIME type. */
  toBundle(): Readonly<Record<string, unknown>> {
    const plotly = this.toPlotly();
    const svg = this.toSvg();
    return {
      "application/vnd.plotly.v1+json": plotly,
      "text/html": toPage(plotly, svg),
      "image/svg+xml": svg,
      "text/plain": this.#summary(),
    };
  }

  #summary(): string {
    const { title, axes, curves, chance } = this.#chart;
    const lines = curves.map((curve) => {
      const values = axes.map((axis, i) => `${axis} ${describeValue(this.#chart, curve, i)}`);
      return `  ${curve.name}: ${values.join(", ")}`;
    });
    const level = chance === undefined ? [] : [`  chance: ${valueText(this.#chart, chance)}`];
    return [`[radar${title === "" ? "" : `: ${title}`}]`, ...lines, ...level].join("\n");
  }
}
