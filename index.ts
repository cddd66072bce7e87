/** What a notebook imports from "triptych"; in a cell these names need no import. */
import { display, getHost } from "./kernel/display/index.ts";
import { anywidget } from "./kernel/widgets/index.ts";
import { makeWidgetsWith, publishLibraryWith } from "./src/report/index.ts";

export { type Comm, type CommEvent, type CommOptions, comms } from "./kernel/comms/index.ts";
export {
  type ClearOutputOptions,
  clearOutput,
  type Display,
  type DisplayHandle,
  type DisplayOptions,
  display,
  InputError,
  type InputOptions,
  input,
  type Progress,
  type ProgressNotes,
  type ProgressOptions,
  progress,
  prompt,
} from "./kernel/display/index.ts";
export {
  anywidget,
  type DropdownState,
  dropdown,
  type LineChart,
  type LineChartOptions,
  lineChart,
  link,
  type SliderState,
  slider,
  type Widget,
  type WidgetOptions,
} from "./kernel/widgets/index.ts";
export {
  type DoneRecord,
  type LiveOptions,
  runLive,
  sweepLive,
  type WatchedMetric,
  type WatchHooks,
  watch,
} from "./live.ts";
export {
  type Claim,
  claims,
  type Explorer,
  type ExplorerOptions,
  explorer,
  type Figure,
  type FigureOptions,
  type Film,
  type FilmFrame,
  type FilmOptions,
  figure,
  film,
  frame,
  type Grid,
  type GridOptions,
  grid,
  type Measurement,
  meanStd,
  type Radar,
  type RadarOptions,
  radar,
  type StripToken,
  type Table,
  type TableOptions,
  type TokenStrip,
  type TokenStripOptions,
  table,
  tokenStrip,
} from "./src/report/index.ts";

declare global {
  const figure: typeof import("./src/report/index.ts").figure;
  const table: typeof import("./src/report/index.ts").table;
  const claims: typeof import("./src/report/index.ts").claims;
  const explorer: typeof import("./src/report/index.ts").explorer;
  const frame: typeof import("./src/report/index.ts").frame;
  const film: typeof import("./src/report/index.ts").film;
  const grid: typeof import("./src/report/index.ts").grid;
  const meanStd: typeof import("./src/report/index.ts").meanStd;
  const radar: typeof import("./src/report/index.ts").radar;
  const tokenStrip: typeof import("./src/report/index.ts").tokenStrip;
}

if (getHost() !== undefined) {
  // The plotting library is an output of its own, which no change of a figure replaces.
  publishLibraryWith((bundle) => void display.raw(bundle));
  makeWidgetsWith(anywidget);
}
