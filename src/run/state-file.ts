import { readFile, rm } from "node:fs/promises";
import { ConfigError } from "../core/errors.ts";
import { isMissing, partialPath, writeAtomically } from "./atomic-file.ts";

/** How the state of a kind of run is written as bytes. */
export interface StateCodec<State> {
  encode(state: State): Uint8Array;
  /** @throws {ConfigError} If the bytes are damaged, or of another kind. */
  decode(bytes: Uint8Array): State;
}

/** Where a run keeps its last state. */
export interface StateStore<State> {
  /** Gives what was saved last; `undefined` for a new run. */
  load(): Promise<State | undefined>;
  /** Replaces what was saved before, all or nothing. */
  save(state: State): Promise<void>;
}

/**
 * Keeps a run's last state in a file. Whenever the process ends, the file is whole: the last state or
 * the one before.
 *
 * @param path - Its folder is made when needed.
 * @throws {ConfigError} From `load`, if the file is damaged.
 */
export function stateFile<State>(
  path: string,
  { encode, decode }: StateCodec<State>,
): StateStore<State> {
  return {
    load: async () => {
      const bytes = await readFile(path).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      if (bytes === undefined) return undefined;
      try {
        return decode(bytes);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ConfigError(
          `checkpointFile: ${path} must hold a whole checkpoint, got a damaged file (${reason}). Delete it to start anew.`,
          { cause },
        );
      }
    },
    save: async (state) => await writeAtomically(path, encode(state)),
  };
}

/** Deletes a state's file, if there is one. */
export async function removeState(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(partialPath(path), { force: true });
}
