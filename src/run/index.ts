export {
  type AdapterFolderOptions,
  loadAdapterFolder,
  saveAdapterFolder,
} from "./adapter-folder.ts";
export { adapterPath } from "./attempt.ts";
export { type FinishedCell, readCells } from "./cell-results.ts";
export { type CheckpointFile, checkpointFile } from "./checkpoint-file.ts";
export { runCommand, type ScriptName } from "./command.ts";
export { expandConfig, hashConfig } from "./config-file.ts";
export { focusCard } from "./focus-card.ts";
export { readFocusRuns } from "./focus-results.ts";
export { type GridEvent, type GridOptions, runGrid } from "./grid.ts";
export type { Job, JobData, JobHooks, JobOutcome } from "./job.ts";
export type { Provenance } from "./provenance.ts";
export { type GridRecord, readResults } from "./results-file.ts";
export type { StateCodec, StateStore } from "./state-file.ts";
