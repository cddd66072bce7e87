export {
  type DualMode,
  type DualSolution,
  MAX_BUNDLE_SIZE,
  solveBundle,
} from "./dual.ts";
export { solveThreePieces, solveTwoPieces } from "./dual-closed-form.ts";
export type { Matrix } from "./dual-linear.ts";
export { createMethod, type MethodName, type MethodOptions, methodNames } from "./methods.ts";
export { borat } from "./optimizer.ts";
export type { BoratGroupOptions, BoratOptions } from "./optimizer-options.ts";
export type { BoratOptimizer, BoratReport, BundleReport } from "./optimizer-report.ts";
