/** What results look like: figures, tables, claims and data frames that show themselves. */
export {
  Explorer,
  type ExplorerOptions,
  explorer,
  makeWidgetsWith,
  type WidgetMaker,
} from "./explorer/explorer.ts";
export { Figure, figure } from "./figure/figure.ts";
export { Film, type FilmFrame, type FilmOptions, film } from "./figure/film.ts";
export { Grid, type GridOptions, grid } from "./figure/grid.ts";
export type {
  AppendOptions,
  AxisOptions,
  BandOptions,
  BarOptions,
  ColorScale,
  ContourOptions,
  FigureOptions,
  HeatmapOptions,
  HistogramOptions,
  ImageOptions,
  Layer,
  LineOptions,
  PlotlyFigure,
  PlotlyObject,
  ScatterOptions,
  SeriesOptions,
} from "./figure/options.ts";
export type { Picture } from "./figure/picture.ts";
export { type LibraryPublisher, publishLibraryWith } from "./figure/plotly-library.ts";
export { frame } from "./frames.ts";
export type { RadarOptions, RadarSeries } from "./radar/options.ts";
export { Radar, radar } from "./radar/radar.ts";
export type { CellFormat } from "./table/cell-text.ts";
export { type Claim, Claims, type ClaimsOptions, claims, claimsMimeType } from "./table/claims.ts";
export { type Measurement, meanStd } from "./table/measurement.ts";
export type { FrameLike, TableRow, TableSource } from "./table/source.ts";
export { Table, type TableOptions, table } from "./table/table.ts";
export { type StripToken, TokenStrip, type TokenStripOptions, tokenStrip } from "./token-strip.ts";
