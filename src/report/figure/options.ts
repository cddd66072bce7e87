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
}

/** What every series takes. */
export interface SeriesOptions {
  /** Name in the legend; without one the series is not listed. */
  readonly name?: string;
  /** A CSS colour. Default: the next of the palette. */
  readonly color?: string;
}

/** The edges of a shade around a curve. */
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
  /** Half length of the error bar of each point, e.g. a standard deviation. */
  readonly error?: Numbers;
  /** Diameter in CSS pixels. Default: 6. */
  readonly size?: number;
}

/** Bars from zero; the bars of several series stand side by side. */
export interface BarOptions extends SeriesOptions {
  readonly x: Places;
  readonly y: Numbers;
  /** Half length of the error bar of each bar. */
  readonly error?: Numbers;
}

/** How many values fall into each of some intervals of one width. */
export interface HistogramOptions extends SeriesOptions {
  /** Values that are not finite are left out. */
  readonly values: Numbers;
  /** Wished number of intervals; their width is made a round number. Default: 30. */
  readonly bins?: number;
}

/** Colours from low to high; `diverging` is white at zero. */
export type ColorScale = "viridis" | "greys" | "blues" | "diverging";

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
}
