// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import { Figure, figure } from "./figure.ts";
import type { FigureOptions, PlotlyFigure, PlotlyObject } from "./options.ts";
import { toPage } from "./page.ts";

/** One picture of a film. */
export interface FilmFrame {
  /** Shown beside the slider, e.g. the number of a step. */
  readonly label: string;
  readonly figure: Figure | FigureOptions;
}

/** How a film runs. */
export interface FilmOptions {
  /** What the labels count, e.g. `"update"`. */
  readonly label?: string;
  /** Time between frames, in ms. Default: 200. */
  readonly interval?: number;
}

/**
 * Makes figures the frames of one interactive figure, with a slider and a button that plays them.
 * The static picture is the last frame: let it show the whole.
 *
 * @param frames - At least one; all with the same layers in the same order.
 * @throws {ConfigError} If there is no frame, or one has another number of layers.
 * @example
 * film(steps.map((step) => ({ label: `${step}`, figure: pictureAt(step) })), { label: "update" });
 */
export function film(frames: readonly FilmFrame[], options: FilmOptions = {}): Film {
  const drawn = frames.map(({ label, figure: entry }) => ({
    label,
    figure: entry instanceof Figure ? entry : figure(entry),
  }));
  return new Film(drawn, options);
}

interface DrawnFrame {
  readonly label: string;
  readonly figure: Figure;
}

/** Frames with a slider: see {@link film}. */
export class Film {
  readonly #frames: readonly DrawnFrame[];
  readonly #last: Figure;
  readonly #options: FilmOptions;
  readonly #pictures: readonly PlotlyFigure[];
  readonly #changing: readonly number[];

  /** Called by {@link film}. */
  constructor(frames: readonly DrawnFrame[], options: FilmOptions) {
    const last = frames.at(-1);
    if (last === undefined) throw new ConfigError("film: frames must not be empty, got []");
    this.#frames = frames;
    this.#last = last.figure;
    this.#options = options;
    this.#pictures = frames.map((frame) => frame.figure.toPlotly());
    this.#changing = changingTraces(this.#pictures.map(({ data }) => data));
  }

  /** How many frames there are. */
  get length(): number {
    return this.#frames.length;
  }

  /** The film in Plotly's own words, at its last frame. */
  toPlotly(): PlotlyFigure {
    const { data, layout = {}, config = {} } = this.#last.toPlotly();
    const [pictures, changing] = [this.#pictures, this.#changing];
    const movesAxes = new Set(pictures.map((picture) => JSON.stringify(picture.layout))).size > 1;
    // Without a redraw Plotly also loses the contours and matrices that stay the same.
    const isPlain = data.every((trace) => trace["type"] === "scatter") && !movesAxes;
    const frames = this.#frames.map((_, f) => ({
      name: String(f),
      data: changing.map((i) => pictures[f]!.data[i]),
      traces: changing,
      ...(movesAxes && { layout: movingLayout(pictures[f]!.layout) }),
    }));
    return { data, layout: { ...layout, ...this.#controls(layout, !isPlain) }, config, frames };
  }

  /** The last frame as a static SVG document. */
  toSvg(): string {
    return this.#last.toSvg();
  }

  /** The MIME bundle of the film. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    const plotly = this.toPlotly();
    const svg = this.toSvg();
    return {
      "application/vnd.plotly.v1+json": plotly,
      "text/html": toPage(plotly, svg),
      "image/svg+xml": svg,
      "text/plain": `[film of ${this.length} frames, the last:]\n${String(this.#last.toBundle()["text/plain"])}`,
    };
  }

  /** A slider and buttons below the plot. */
  #controls(layout: PlotlyObject, redraw: boolean): PlotlyObject {
    const { label = "", interval = 200 } = this.#options;
    const run = (duration: number) => ({
      mode: "immediate",
      fromcurrent: true,
      frame: { duration, redraw },
      transition: { duration: 0 },
    });
    const steps = this.#frames.map((frame, f) => ({
      label: frame.label,
      method: "animate",
      args: [[String(f)], run(0)],
    }));
    const button = (text: string, args: readonly unknown[]) => ({
      label: text,
      method: "animate",
      args,
    });
    const roomForControls = 140;
    return {
      height: this.#last.height + roomForControls,
      margin: { ...Object(layout["margin"]), b: 52 + roomForControls },
      sliders: [
        {
          active: steps.length - 1,
          currentvalue: { prefix: label === "" ? "" : `${label} `, xanchor: "left" },
          x: 0,
          len: 1,
          y: 0,
          pad: { t: 48 },
          steps,
        },
      ],
      updatemenus: [
        {
          type: "buttons",
          direction: "left",
          showactive: false,
          x: 0,
          xanchor: "left",
          y: 0,
          yanchor: "top",
          pad: { t: 124 }, // below the slider and its labels
          buttons: [button("▶", [null, run(interval)]), button("❚❚", [[null], run(0)])],
        },
      ],
    };
  }
}

/** What a frame may change; size and margins leave room for the controls. */
function movingLayout({ title, xaxis, yaxis }: PlotlyObject = {}): PlotlyObject {
  return { title, xaxis, yaxis };
}

/** Places of the traces that are not the same in all frames. */
function changingTraces(frames: readonly (readonly PlotlyObject[])[]): readonly number[] {
  const [first = []] = frames;
  for (const [f, data] of frames.entries()) {
    if (data.length === first.length) continue;
    throw new ConfigError(
      `film: every frame must have ${first.length} layers as the first has, got ${data.length} in frame ${f}`,
    );
  }
  const texts = frames.map((data) => data.map((trace) => JSON.stringify(trace)));
  return [...first.keys()].filter((i) => texts.some((frame) => frame[i] !== texts[0]![i]));
}
