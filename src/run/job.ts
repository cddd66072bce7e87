import type { z } from "zod";
import type { StateCodec, StateStore } from "./state-file.ts";

/** Numbers by name, e.g. `{ loss: 0.31 }`. */
export type Metrics = Readonly<Record<string, number>>;

/** How a job is followed and stopped, and where it keeps what it makes. */
export interface JobHooks {
  /** A line for whoever watches. */
  readonly onNotice: (line: string) => void;
  /** Numbers to be drawn against steps: losses, accuracies. */
  readonly onMetrics?: ((step: number, metrics: Metrics) => void) | undefined;
  /** Ends the job: it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Opens the place that it can go on from; absent if the caller keeps none. */
  readonly openCheckpoints?: (<State>(codec: StateCodec<State>) => StateStore<State>) | undefined;
  /** Steps between checkpoints; by default as often as the job finds right. */
  readonly saveEvery?: number | undefined;
  /** Folder for an adapter that it trains; absent if the caller keeps none. */
  readonly adapterFolder?: string | undefined;
}

/** Data that a job used. */
export interface JobData {
  readonly name: string;
  readonly sha256: string;
}

/** What a job found, as a line of the results keeps it. */
export interface JobOutcome {
  /** Plain data. */
  readonly result: unknown;
  /** Of the data it used; empty if it makes its own. */
  readonly data: JobData | readonly JobData[];
}

/** A kind of run that a grid can be made of: settings in, results out. */
export interface Job<Config> {
  readonly name: string;
  /** Whether it computes with tensors; records then name their library, and loading it takes a second. */
  readonly usesEngine: boolean;
  /** Of the settings. */
  readonly schema: z.ZodType;
  /**
   * Checks the settings and fills in the defaults; what it gives is hashed.
   *
   * @throws {ConfigError} If they are not valid.
   */
  parse(config: unknown): Config;
  /** In a few words, for progress lines. */
  describe(config: Config): string;
  /** The numbers to look at first in what a run found; empty if there are none. */
  summarize(result: unknown): string;
  run(config: Config, hooks: JobHooks): Promise<JobOutcome>;
}
