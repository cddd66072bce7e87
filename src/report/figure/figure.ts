// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import { appendPoints } from "./append.ts";
import { contourMark } from "./contour-mark.ts";
import { describeMark } from "./describe.ts";
import { barMark, heatmapMark, histogramMark, lineMark, type Mark, scatterMark } from "./marks.ts";
import type {
  AppendOptions,
  AxisOptions,
  BarOptions,
  ContourOptions,
  FigureOptions,
  HeatmapOptions,
  HistogramOptions,
  ImageOptions,
  Layer,
  LineOptions,
  PlotlyFigure,
  ScatterOptions,
} from "./options.ts";
import { toPage } from "./page.ts";
import { readLayout, readTraces } from "./read-traces.ts";
import { toSvg } from "./svg.ts";
import { type FrameOptions, toLayout, toTraces } from "./traces.ts";

/**
 * Starts a figure; its methods add layers and return it. As the last value of a cell, or through
 * `display`, it shows itself: interactive where the page allows, else as a static picture.
 *
 * @param options - Title, axes and size; or `{ data, layout }` in Plotly's own words, of which the
 * static picture shows lines, points, bars, histograms and heat maps.
 *
 * @example
 * figure({ title: "Training", x: "step", y: { label: "loss", log: true } })
 *   .line({ name: "BORAT", y: losses, band: deviations })
 *   .line({ name: "SGD", y: baseline, dashed: true });
 */
export function figure(options: FigureOptions | PlotlyFigure = {}): Figure {
  return "data" in options
    ? new Figure(readLayout(options.layout ?? {}), options)
    : (options.layers ?? []).reduce(
        (drawn: Figure, layer) => drawn.layer(layer),
        new Figure(completeFrame(options)),
      );
}

/** A plot made of layers: see {@link figure}. */
export class Figure {
  readonly #frame: FrameOptions;
  readonly #raw: PlotlyFigure | undefined;
  readonly #marks: Mark[] = [];

  /** Called by {@link figure}. */
  constructor(frame: FrameOptions, raw?: PlotlyFigure) {
    this.#frame = frame;
    this.#raw = raw;
  }

  /** Adds a curve. @throws {ConfigError} If the lengths of `x`, `y` and `band` differ. */
  line(options: LineOptions): this {
    return this.#add(lineMark(options, this.#seriesCount()));
  }

  /**
   * Adds points.
   *
   * @throws {ConfigError} If the lengths of `x`, `y` and `error` differ, or an error bar leaves its
   * value out.
   */
  scatter(options: ScatterOptions): this {
    return this.#add(scatterMark(options, this.#seriesCount()));
  }

  /**
   * Adds bars; where some are below zero, a line shows where zero is.
   *
   * @example
   * // Bars that move: a later figure takes the place of the first.
   * const drawShares = (y: number[]) =>
   *   figure({ y: { range: [0, 1] } }).bar({ x: ["positive", "negative"], y });
   * const live = display(drawShares([0.5, 0.5]));
   * for (const shares of answers) live.update(drawShares(shares));
   *
   * @throws {ConfigError} If the lengths of `x`, `y` and `error` differ, or an error bar leaves its
   * value out.
   */
  bar(options: BarOptions): this {
    return this.#add(barMark(options, this.#seriesCount()));
  }

  /** Adds how often values fall into intervals. @throws {ConfigError} If `bins` is less than 1. */
  histogram(options: HistogramOptions): this {
    return this.#add(histogramMark(options, this.#seriesCount()));
  }

  /** Adds a matrix as colours. @throws {ConfigError} If its rows differ in length. */
  heatmap(options: HeatmapOptions): this {
    return this.#add(heatmapMark(options));
  }

  /** Adds lines of equal height. @throws {ConfigError} If the lengths of `x`, `y` and `z` differ. */
  contour(options: ContourOptions): this {
    return this.#add(contourMark(options));
  }

  /** Adds a layer given as plain data. @throws {ConfigError} As the method of its mark. */
  layer(layer: Layer): this {
    switch (layer.mark) {
      case "line":
        return this.line(layer);
      case "scatter":
        return this.scatter(layer);
      case "bar":
        return this.bar(layer);
      case "histogram":
        return this.histogram(layer);
      case "heatmap":
        return this.heatmap(layer);
      case "contour":
        return this.contour(layer);
    }
  }

  /** Adds a matrix as a grey picture. @throws {ConfigError} If its rows differ in length. */
  image({ z }: ImageOptions): this {
    return this.#add(heatmapMark({ z, scale: "greys", fromTop: true }, true));
  }

  /**
   * Adds points to the line or scatter called `name`, at no more cost than the points.
   *
   * @example
   * const live = display(chart);
   * chart.append("train", { x: step, y: loss });
   * live.update(chart);
   *
   * @throws {ConfigError} If no line or scatter has that name, or the line has a band.
   */
  append(name: string, options: AppendOptions): this {
    const mark = this.#marks.find((m) => "name" in m && m.name === name);
    if (mark?.kind !== "line" && mark?.kind !== "scatter") {
      throw new ConfigError(`append: name must be that of a line or scatter, got "${name}"`);
    }
    appendPoints(mark, options);
    return this;
  }

  /** The figure in Plotly's own words. */
  toPlotly(): PlotlyFigure {
    const data = [...(this.#raw?.data ?? []), ...this.#marks.flatMap(toTraces)];
    const layout = { ...toLayout(this.#frame, this.#drawn()), ...this.#raw?.layout };
    return { data, layout, config: { displaylogo: false } };
  }

  /** The figure as a static SVG document, on white. */
  toSvg(): string {
    return toSvg(this.#frame, this.#drawn());
  }

  /** In CSS pixels. */
  get width(): number {
    return this.#frame.width;
  }

  /** In CSS pixels. */
  get height(): number {
    return this.#frame.height;
  }

  /** The MIME bundle of the figure. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    return this.toBundle();
  }

  /** The figure in each form a front end may show, by MIME type. */
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

  #add(mark: Mark): this {
    this.#marks.push(mark);
    return this;
  }

  #summary(): string {
    const { title } = this.#frame;
    const lines = this.#drawn().map((mark) => `  ${describeMark(mark)}`);
    return [`[figure${title === "" ? "" : `: ${title}`}]`, ...lines].join("\n");
  }

  #drawn(): readonly Mark[] {
    return [...readTraces(this.#raw?.data ?? []), ...this.#marks];
  }

  #seriesCount(): number {
    return this.#drawn().filter(({ kind }) => kind !== "heatmap" && kind !== "contour").length;
  }
}

function completeFrame({
  title = "",
  x,
  y,
  width = 640,
  height = 400,
}: FigureOptions): FrameOptions {
  return { title, x: completeAxis(x), y: completeAxis(y), width, height };
}

function completeAxis(axis: AxisOptions | string = {}): AxisOptions {
  return typeof axis === "string" ? { label: axis } : axis;
}
