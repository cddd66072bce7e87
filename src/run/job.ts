import type { StateCodec, StateStore } from "./state-file.ts";

/** How a job is followed and stopped, and where it keeps what it makes. */
export interface JobHooks {
  /** A line for whoever watches. */
  readonly onNotice: (line: string) => void;
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
  /** Of the data it used. */
  readonly data: JobData | readonly JobData[];
}

/** A kind of run that a grid can be made of: settings in, results out. */
export interface Job<Config> {
  readonly name: string;
  /**
   * Checks the settings and fills in the defaults; what it gives is hashed.
   *
   * @throws {ConfigError} If they are not valid.
   */
  parse(config: unknown): Config;
  /** In a few words, for progress lines. */
  describe(config: Config): string;
  run(config: Config, hooks: JobHooks): Promise<JobOutcome>;
}
