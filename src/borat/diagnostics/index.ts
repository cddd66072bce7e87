/** Looking into the training: toys, races, bundles, runs and the loss around them. */
export { type AnatomyOptions, type BundleAnatomy, dissectUpdate } from "./anatomy.ts";
export { anatomyPlot } from "./anatomy-plot.ts";
export { type LandscapeOptions, landscape } from "./landscape.ts";
export type { InterpolationState, PlateauOptions } from "./plateau.ts";
export type { Plot, PlotAxis, PlotFrame, PlotLayer } from "./plot.ts";
export {
  type BundleCurves,
  createRunMonitor,
  type RunDiagnostics,
  type RunMonitor,
  type RunMonitorOptions,
  type UpdateCurves,
} from "./run-monitor.ts";
export { runPlots } from "./run-plots.ts";
export {
  type Field,
  type PathsPlotOptions,
  type PlanePath,
  type PlanePathPoint,
  pathLossPlot,
  pathsPlot,
  raceFrames,
  type Scene,
} from "./scene.ts";
export {
  standardRacers,
  type ToySceneOptions,
  toyScene,
  toyTask,
} from "./toy-scene.ts";
export { getToy, type PlanePoint, type Toy, type ToyName, toyNames } from "./toys.ts";
export {
  createWeightRecorder,
  type PathOptions,
  type PathTask,
  type Racer,
  tracePaths,
  type WeightPath,
  type WeightPoint,
  type WeightRecorder,
} from "./weight-path.ts";
