export { type AdagradOptions, adagrad } from "./adagrad.ts";
export { type AdamOptions, adam, adamw, amsgrad } from "./adam.ts";
export { type AligOptions, alig } from "./alig.ts";
export {
  createOptimizer,
  type OptimizerFactory,
  type OptimizerName,
  type OptimizerOptions,
  optimizerNames,
} from "./create.ts";
export {
  allFinite,
  findNonFinite,
  type NonFinite,
  type NonFinitePolicy,
  nonFiniteError,
  requireNonFinitePolicy,
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
export {
  type CommonOptions,
  createRuleOptimizer,
  requireNumbers,
  requireVariables,
  type Update,
  type UpdateInputs,
  type UpdateRule,
} from "./rule.ts";
export { type Schedule, type StepScheduleOptions, stepSchedule } from "./schedule.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export {
  assignAll,
  createVariables,
  innerProduct,
  lossAndGradients,
  multiplyAdd,
  projectToBall,
  restoreAll,
  saveAll,
  type TensorList,
  withWeights,
  zerosLikeAll,
} from "./tensor-list.ts";
