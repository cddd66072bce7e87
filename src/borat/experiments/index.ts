export type { Claim } from "./claims.ts";
export { type RobustnessConfig, type RobustnessSettings, robustnessSchema } from "./config.ts";
export { type ContenderName, contenderNames } from "./contenders.ts";
export type { BandCurve, Curve } from "./curves.ts";
export { createLossMonitor, type LossMonitor } from "./monitor.ts";
export { type DataProvenance, type ResultRow, RobustnessResult } from "./result.ts";
export { type ExperimentHooks, type RobustnessMetric, runRobustness } from "./robustness.ts";
export type { GridPoint, MethodSummary, RunRecord } from "./summary.ts";
