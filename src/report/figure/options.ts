/** Numbers along an axis; NaN leaves a gap. */
export type Numbers = ArrayLike<number>;
/** Places along an axis: numbers, or names that stand side by side. */
export type Places = ArrayLike<number | string>;

/** One axis. */
export interface AxisOptions {
  readonly label?: string;
  /** Logarithmic, base 10; values that are not positive leave a gap. Default: false. */
  readonly log?: boolean;
  /** First and last value shown. Default: what the data needs. */
  readonly range?: readonly [first: number, last: number];
}

/** A figure as a whole. */
export interface FigureOptions {
  readonly title?: string;
  /** The axis, or its label alone. */
  readonly x?: AxisOptions | string;
  /** The axis, or its label alone. */
  readonly y?: AxisOptions | string;
  /** In CSS pixels. Default: 640. */
  readonly width?: number;
  /** In CSS pixels. Default: 400. */
  readonly height?: number;
  /** Layers as plain data, in order, beneath those that methods add. */
  readonly layers?: readonly Layer[];
}

/** A layer as plain data: what the figure's method of that name takes. */
export type Layer =
  | ({ readonly mark: "line" } & LineOptions)
  | ({ readonly mark: "scatter" } & ScatterOptions)
  | ({ readonly mark: "bar" } & BarOptions)
  | ({ readonly mark: "histogram" } & HistogramOptions)
  | ({ readonly mark: "heatmap" } & HeatmapOptions)
  | ({ readonly mark: "contour" } & ContourOptions);

/** What every series takes. */
export interface SeriesOptions {
  /** Name in the legend; without one the series is not listed. */
  readonly name?: string;
  /** A CSS colour. Default: the next of the palette. */
  readonly color?: string;
}

/** The ends of an interval around each value. */
export interface BandOptions {
  readonly low: Numbers;
  readonly high: Numbers;
}

/** A curve through points. */
export interface LineOptions extends SeriesOptions {
  /** Default: 0, 1, 2, ... */
  readonly x?: Places;
  readonly y: Numbers;
  /** A shade around the curve: its edges, or its half width, e.g. a standard deviation. */
  readonly band?: Numbers | BandOptions;
  /** Opacity of the band, 0 to 1. Default: 0.2. */
  readonly shade?: number;
  /** Default: false. */
  readonly dashed?: boolean;
  /** Marks the points too. Default: false. */
  readonly points?: boolean;
}

/** Single points. */
export interface ScatterOptions extends SeriesOptions {
  /** Default: 0, 1, 2, ... */
  readonly x?: Places;
  readonly y: Numbers;
  /** The error bar of each point: its ends, or its half length, e.g. a standard deviation. */
  readonly error?: Numbers | BandOptions;
  /** Diameter in CSS pixels. Default: 6. */
  readonly size?: number;
}

/** Bars from zero; the bars of several series stand side by side. */
export interface BarOptions extends SeriesOptions {
  readonly x: Places;
  readonly y: Numbers;
  /** The error bar of each bar: its ends, or its half length. */
  readonly error?: Numbers | BandOptions;
}

/** How many values fall into each of some intervals of one width. */
export interface HistogramOptions extends SeriesOptions {
  /** Values that are not finite are left out. */
  readonly values: Numbers;
  /** Wished number of intervals; their width is made a round number. Default: 30. */
  readonly bins?: number;
}

/** Colours from low to high; `diverging` is white at zero, `slate` pale enough to draw on. */
export type ColorScale = "viridis" | "greys" | "blues" | "slate" | "diverging";

/** A matrix as coloured cells. */
export interface HeatmapOptions {
  /** `[rows][columns]`. */
  readonly z: ArrayLike<Numbers>;
  /** Of each column. Default: 0, 1, 2, ... */
  readonly x?: Places;
  /** Of each row. Default: 0, 1, 2, ... */
  readonly y?: Places;
  /** Default: `viridis`. */
  readonly scale?: ColorScale;
  /** What the colour tells. */
  readonly label?: string;
  /** Puts row 0 at the top, as in a printed matrix. Default: false. */
  readonly fromTop?: boolean;
  /** What is written in each cell, `[rows][columns]`. */
  readonly text?: ArrayLike<ArrayLike<string>>;
  /** Values of the first and the last colour. Default: the least and the greatest. */
  readonly range?: readonly [low: number, high: number];
}

/** A function of two variables as lines of equal height, filled between. */
export interface ContourOptions {
  /** `[rows][columns]`, values at evenly spaced places. */
  readonly z: ArrayLike<Numbers>;
  /** Of each column. Default: 0, 1, 2, ... */
  readonly x?: Numbers;
  /** Of each row. Default: 0, 1, 2, ... */
  readonly y?: Numbers;
  /** How many lines, >= 2. Default: 12. */
  readonly levels?: number;
  /** Whether the lines stand at equal ratios rather than at equal differences. Default: false. */
  readonly log?: boolean;
  /** Default: `slate`. */
  readonly scale?: ColorScale;
  /** What the height tells; without one there is no bar of the colours. */
  readonly label?: string;
}

/** A matrix of brightness as a picture, row 0 at the top. */
export interface ImageOptions {
  /** `[rows][columns]`, least is black and greatest white. */
  readonly z: ArrayLike<Numbers>;
}

/** Points to add to a line or scatter; a single number counts as one point. */
export interface AppendOptions {
  /** Default: one more than the last. */
  readonly x?: number | string | Places;
  readonly y: number | Numbers;
}

/** A trace or a layout in Plotly's own words. */
export type PlotlyObject = Readonly<Record<string, unknown>>;

/** A figure in Plotly's own words. */
export interface PlotlyFigure {
  readonly data: readonly PlotlyObject[];
  readonly layout?: PlotlyObject;
  readonly config?: PlotlyObject;
  /** Pictures of an animation. */
  readonly frames?: readonly PlotlyObject[];
}
