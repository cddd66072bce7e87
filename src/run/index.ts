export {
  type AdapterFolderOptions,
  loadAdapterFolder,
  saveAdapterFolder,
} from "./adapter-folder.ts";
export { adapterPath } from "./attempt.ts";
export { type FinishedCell, readCells } from "./cell-results.ts";
export { type CheckpointFile, checkpointFile } from "./checkpoint-file.ts";
export { describeEvent } from "./cli/events.ts";
export { type RunCommandName, runCommand } from "./cli/index.ts";
export { expandConfig, hashConfig } from "./config-file.ts";
export type { Executor, ExecutorHooks, TrialResources } from "./executors/executor.ts";
export { type LocalOptions, localExecutor } from "./executors/local.ts";
export { type RayOptions, rayExecutor } from "./executors/ray.ts";
export { type SlurmOptions, slurmExecutor } from "./executors/slurm.ts";
export { focusCard } from "./focus-card.ts";
export { readFocusRuns } from "./focus-results.ts";
export { type GridEvent, type GridOptions, type GridPlace, runGrid } from "./grid.ts";
export type { Job, JobData, JobHooks, JobOutcome, Metrics } from "./job.ts";
export { type PreparedRun, prepareRun } from "./prepare-run.ts";
export { type Provenance, packageFolder } from "./provenance.ts";
export { experiments } from "./registry.ts";
export { type GridRecord, readResults } from "./results-file.ts";
export { type ListedRun, listRuns } from "./run-list.ts";
export type { StateCodec, StateStore } from "./state-file.ts";
