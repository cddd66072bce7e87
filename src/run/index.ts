export { type FinishedCell, readCells } from "./cell-results.ts";
export { type CheckpointFile, checkpointFile } from "./checkpoint-file.ts";
export { runCommand } from "./command.ts";
export { expandConfig, hashConfig } from "./config-file.ts";
export { type GridEvent, type GridOptions, runGrid } from "./grid.ts";
export type { Job, JobHooks, JobOutcome } from "./job.ts";
export type { Provenance } from "./provenance.ts";
export { type GridRecord, readResults } from "./results-file.ts";
