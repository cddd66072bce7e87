export { compareCauses, compareGating, type NoiseClaim } from "./claims.ts";
export {
  type NoiseConfig,
  type NoiseSettings,
  noiseSchema,
  type ProgramName,
  parseNoiseConfig,
} from "./config.ts";
export { type NoiseHooks, type NoiseMetric, runNoise } from "./experiment.ts";
export { type PaperCell, paperCells } from "./paper-cells.ts";
export type { MixtureTarget } from "./paper-targets.ts";
export { NoiseResult, type NoiseTableRow } from "./result.ts";
export { type NoiseCell, type NoiseRow, summarizeNoise } from "./summary.ts";
export { mixtureFunction, mixtureTarget } from "./target.ts";
