/**
 * Figures as plain data: `figure(plot)` of the report draws one, `grid(plots)` several, `film(frames)`
 * several with a slider.
 */

/** One axis. */
export interface PlotAxis {
  readonly label?: string;
  readonly log?: boolean;
  readonly range?: readonly [first: number, last: number];
}

/** A curve; the band is shaded. */
interface LineLayer {
  readonly mark: "line";
  readonly name?: string;
  readonly color?: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Opacity of the band. */
  readonly shade?: number;
  readonly dashed?: boolean;
  readonly points?: boolean;
}

/** Points. */
interface ScatterLayer {
  readonly mark: "scatter";
  readonly name?: string;
  readonly color?: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly size?: number;
}

/** A matrix as coloured cells. */
interface HeatmapLayer {
  readonly mark: "heatmap";
  readonly x: readonly string[];
  readonly y: readonly string[];
  readonly z: readonly (readonly number[])[];
  readonly text?: readonly (readonly string[])[];
  readonly scale?: "viridis" | "diverging";
  readonly range?: readonly [low: number, high: number];
  readonly label?: string;
  readonly fromTop?: boolean;
}

/** A function of two variables. */
interface ContourLayer {
  readonly mark: "contour";
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly (readonly number[])[];
  readonly levels?: number;
  readonly log?: boolean;
  readonly label?: string;
}

/** One layer of a figure. */
export type PlotLayer = LineLayer | ScatterLayer | HeatmapLayer | ContourLayer;

/** A figure. */
export interface Plot {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly width?: number;
  readonly height?: number;
  readonly layers: readonly PlotLayer[];
}

/** A figure at one place of a slider. */
export interface PlotFrame {
  readonly label: string;
  readonly figure: Plot;
}

/** Colours of minibatches and pieces, told apart also by the colour-blind (Okabe and Ito 2008). */
const pieceColors: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
];

/** Of the constant piece. */
export const constantColor = "#9a9a9a";

/** The colour of gradient piece `index`. */
export function pieceColor(index: number): string {
  return pieceColors[index % pieceColors.length]!;
}
