export { type AccumulatedStep, compileAccumulatedStep, type Piece } from "./accumulate.ts";
export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, adam, adamw, amsgrad } from "./adam.ts";
export { type AligOptions, alig } from "./alig.ts";
export { type BpgradOptions, bpgrad } from "./bpgrad.ts";
export { type CompiledStep, compileStep } from "./compile-step.ts";
export {
  createOptimizer,
  type OptimizerFactory,
  type OptimizerName,
  type OptimizerOptions,
  optimizerNames,
} from "./create.ts";
export { type DadaptAdamOptions, dadaptAdam } from "./dadapt-adam.ts";
export { type DadaptSgdOptions, dadaptSgd } from "./dadapt-sgd.ts";
export { type DfwOptions, dfw } from "./dfw.ts";
export { type DogOptions, dog, ldog } from "./dog.ts";
export { type L4AdamOptions, type L4MomOptions, l4Adam, l4Mom } from "./l4.ts";
export {
  allFinite,
  belowBoundError,
  boundWithTolerance,
  findNonFinite,
  isBelowBound,
  type NonFinite,
  type NonFinitePolicy,
  nonFiniteError,
} from "./non-finite.ts";
export {
  type LossFunction,
  type Optimizer,
  type OptimizerState,
  type Phase,
  runEagerly,
  runPhases,
  type SkipReason,
  type StepReport,
  type TensorState,
} from "./optimizer.ts";
export { type ProdigyOptions, prodigy } from "./prodigy.ts";
export {
  type ClippedOptions,
  type CommonOptions,
  createRuleOptimizer,
  requireAlive,
  requireCommonOptions,
  requireNumbers,
  type Update,
  type UpdateInputs,
  type UpdateRule,
} from "./rule.ts";
export {
  type Schedule,
  type StepScheduleOptions,
  stepSchedule,
  type WarmupScheduleOptions,
  warmupSchedule,
} from "./schedule.ts";
export {
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeSgdOptions,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from "./schedule-free.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { type LineSearch, type SlsOptions, sls } from "./sls.ts";
export { type SpsOptions, sps } from "./sps.ts";
export {
  assignAll,
  createVariables,
  innerProduct,
  innerProducts,
  lossAndGradients,
  projectToBall,
  restoreAll,
  saveAll,
  type TensorList,
  withWeights,
  zerosLikeAll,
} from "./tensor-list.ts";
export { asTfOptimizer, finishBundles, TfOptimizer } from "./tf-optimizer.ts";
export { type YogiOptions, yogi } from "./yogi.ts";
