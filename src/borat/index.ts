export { type DualMode, type DualSolution, solveBundle } from "./dual.ts";
export { solveThreePieces, solveTwoPieces } from "./dual-closed-form.ts";
export type { Matrix } from "./dual-linear.ts";
export {
  type BandCurve,
  type Claim,
  type ContenderName,
  type Curve,
  contenderNames,
  createLossMonitor,
  type DataProvenance,
  type ExperimentHooks,
  type GridPoint,
  type LossMonitor,
  type MethodSummary,
  type ResultRow,
  type RobustnessConfig,
  type RobustnessMetric,
  type RobustnessResult,
  type RobustnessSettings,
  type RunRecord,
  robustnessSchema,
  runRobustness,
} from "./experiments/index.ts";
export {
  crossEntropy,
  type Loss,
  multiClassHinge,
  type SmoothHingeOptions,
  smoothHinge,
} from "./losses.ts";
export { createMethod, type MethodName, type MethodOptions, methodNames } from "./methods.ts";
export {
  type Conv1dNetOptions,
  type ConvNetOptions,
  conv1dNet,
  convNet,
  type DenseNetBCOptions,
  denseNetBC,
  type ForwardOptions,
  type ImageShape,
  type MlpOptions,
  type Model,
  mlp,
  type ResNet18Options,
  resNet18,
  type WideResNetOptions,
  wideResNet,
} from "./models/index.ts";
export { borat } from "./optimizer.ts";
export type { BoratGroupOptions, BoratOptions } from "./optimizer-options.ts";
export type { BoratOptimizer, BoratReport, BundleReport } from "./optimizer-report.ts";
