import { ConfigError, scoped, tf } from "../../core/index.ts";
import type { Lora } from "../../lm/index.ts";
import type { OptimizerState } from "../../optim/index.ts";
import type { TrainingSettings } from "./config.ts";
import type { StepRecord, ValidationRecord } from "./records.ts";

/** An adapter's factors on the host, in the order of its variables. */
export type SavedAdapter = readonly Float32Array[];

/** All that a training run needs to go on. Plain data. */
export interface FocusCheckpoint {
  readonly settings: TrainingSettings;
  /** Names and sha256 of model and data; a run goes on only with the same. */
  readonly origin: string;
  /** Steps done. */
  readonly step: number;
  readonly adapter: SavedAdapter;
  readonly optimizer: OptimizerState;
  readonly steps: readonly StepRecord[];
  readonly validations: readonly ValidationRecord[];
  /** The adapter that validated best so far. */
  readonly best?: SavedAdapter | undefined;
}

/** Where a run keeps its last checkpoint. */
export interface FocusCheckpointStore {
  /** Gives what was saved last; `undefined` for a new run. */
  load(): Promise<FocusCheckpoint | undefined>;
  /** Replaces what was saved before, all or nothing. */
  save(checkpoint: FocusCheckpoint): Promise<void>;
}

/** Copies an adapter to the host. */
export function saveAdapter({ variables }: Lora): SavedAdapter {
  return variables.map((variable) => variable.dataSync<"float32">().slice());
}

/** Gives an adapter the values of {@link saveAdapter}. */
export function restoreAdapter({ variables }: Lora, saved: SavedAdapter): void {
  scoped(() => {
    for (const [i, variable] of variables.entries()) {
      variable.assign(tf.tensor(saved[i]!.slice(), variable.shape));
    }
  });
}

/** @throws {ConfigError} If a checkpoint is of a run with other settings, model or data. */
export function requireSameRun(
  checkpoint: FocusCheckpoint,
  settings: TrainingSettings,
  origin: string,
): void {
  const saved: Readonly<Record<string, unknown>> = {
    ...checkpoint.settings,
    origin: checkpoint.origin,
  };
  const present: Readonly<Record<string, unknown>> = { ...settings, origin };
  const differing = Object.keys(present).filter(
    (key) => JSON.stringify(saved[key]) !== JSON.stringify(present[key]),
  );
  if (differing.length === 0) return;
  const list = differing.map(
    (key) => `${key} ${JSON.stringify(saved[key])} for ${JSON.stringify(present[key])}`,
  );
  throw new ConfigError(
    `trainFocus: the checkpoint must be of this run, got one with ${list.join(", ")}. Delete it to start anew.`,
  );
}
