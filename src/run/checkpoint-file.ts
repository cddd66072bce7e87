import type { CheckpointStore } from "../borat/index.ts";
import { cellCheckpointCodec } from "./checkpoint-codec.ts";
import { removeState, stateFile } from "./state-file.ts";

/** A {@link CheckpointStore} on a disk. */
export interface CheckpointFile extends CheckpointStore {
  /** Deletes the file, if there is one. */
  remove(): Promise<void>;
}

/**
 * Keeps the last checkpoint of one of BORAT's runs in a safetensors file. Whenever the process ends,
 * the file is a whole checkpoint, the last or the one before.
 *
 * @param path - Its folder is made when needed.
 * @throws {ConfigError} From `load`, if the file is damaged.
 * @example
 * await runCell(cell, { checkpoints: checkpointFile("runs/a.safetensors"), saveEvery: 500 });
 */
export function checkpointFile(path: string): CheckpointFile {
  return { ...stateFile(path, cellCheckpointCodec), remove: async () => await removeState(path) };
}
