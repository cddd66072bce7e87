export {
  type AblationConfig,
  type AblationMetric,
  type AblationPlace,
  type AblationRun,
  type AblationSettings,
  ablationSchema,
  type BundleMode,
  bundleModes,
  runAblation,
} from "./ablation.ts";
export type { AblationResult, AblationSummary, Budget } from "./ablation-result.ts";
export {
  type Cell,
  type CellConfig,
  type CellResult,
  cellSchema,
  type EpochRecord,
  parseCell,
} from "./cell.ts";
export {
  type BestModel,
  type Checkpoint,
  type CheckpointStore,
  loadModel,
  type SavedModel,
  type SavedTensor,
} from "./checkpoint.ts";
export type { Claim } from "./claims.ts";
export {
  type ComparisonConfig,
  type ComparisonSettings,
  comparisonSchema,
  runComparison,
} from "./comparison.ts";
export type { Bars, ComparisonResult } from "./comparison-result.ts";
export { type RobustnessConfig, type RobustnessSettings, robustnessSchema } from "./config.ts";
export {
  type Contender,
  type ContenderFamily,
  type ContenderName,
  type ContenderPoint,
  contenderNames,
  contendersFor,
  getContender,
  robustnessMethods,
} from "./contenders.ts";
export { type ConvergenceHooks, type ConvergenceMetric, runConvergence } from "./convergence.ts";
export {
  type ConvergenceConfig,
  type ConvergenceSettings,
  convergenceSchema,
} from "./convergence-config.ts";
export { ConvergenceResult, type ConvergenceRow, type GuaranteeRow } from "./convergence-result.ts";
export type { ConvergenceRun } from "./convergence-run.ts";
export type { BandCurve, CourseAxis, Curve } from "./curves.ts";
export type { ResultRow } from "./display.ts";
export type { GridPlace, RunRecord } from "./grid.ts";
export {
  type HeatMapConfig,
  type HeatMapSettings,
  heatMapSchema,
  runHeatMaps,
} from "./heat-map.ts";
export type { HeatMap, HeatMapCell, HeatMapResult, MapSummary } from "./heat-map-result.ts";
export {
  type InterpolationConfig,
  type InterpolationMetric,
  type InterpolationPlace,
  type InterpolationRun,
  type InterpolationSettings,
  interpolationSchema,
  runInterpolation,
} from "./interpolation.ts";
export type { InterpolationResult, WidthSummary } from "./interpolation-result.ts";
export {
  type MomentumConfig,
  type MomentumSettings,
  momentumStudySchema,
  runMomentum,
} from "./momentum.ts";
export type { DashedCurve, MomentumResult } from "./momentum-result.ts";
export { createLossMonitor, type LossMonitor } from "./monitor.ts";
export { type AdamReading, adamReadings } from "./paper-readings.ts";
export { hasPlateaued } from "./plateau.ts";
export { type CellData, type DataChoice, loadCellData } from "./preload.ts";
export { RobustnessResult } from "./result.ts";
export { type RobustnessMetric, runRobustness } from "./robustness.ts";
export { type CellHooks, runCell } from "./run-cell.ts";
export type { DataProvenance, ExperimentHooks, RunCell } from "./runs.ts";
export type { GridPoint, MethodSummary, SeedSummary } from "./summary.ts";
export { isDiverged, type Progress, type StepInfo } from "./training.ts";
