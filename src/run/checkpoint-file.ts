import { readFile, rm } from "node:fs/promises";
import type { CheckpointStore } from "../borat/index.ts";
import { ConfigError } from "../core/index.ts";
import { isMissing, partialPath, writeAtomically } from "./atomic-file.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-codec.ts";

/** A {@link CheckpointStore} on a disk. */
export interface CheckpointFile extends CheckpointStore {
  /** Deletes the file, if there is one. */
  remove(): Promise<void>;
}

/**
 * Keeps a run's last checkpoint in a safetensors file. Whenever the process ends, the file is a whole
 * checkpoint, the last or the one before.
 *
 * @param path - Its folder is made when needed.
 * @throws {ConfigError} From `load`, if the file is damaged.
 * @example
 * await runCell(cell, { checkpoints: checkpointFile("runs/a.safetensors"), saveEvery: 500 });
 */
export function checkpointFile(path: string): CheckpointFile {
  return {
    load: async () => {
      try {
        return decodeCheckpoint(await readFile(path));
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ConfigError(
          `checkpointFile: ${path} must hold a whole checkpoint, got a damaged file (${reason}). Delete it to start anew.`,
          { cause },
        );
      }
    },
    save: async (checkpoint) => await writeAtomically(path, encodeCheckpoint(checkpoint)),
    remove: async () => {
      await rm(path, { force: true });
      await rm(partialPath(path), { force: true });
    },
  };
}
