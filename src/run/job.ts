import type { CheckpointStore } from "../borat/index.ts";

/** How a job is followed and stopped. */
export interface JobHooks {
  /** A line for whoever watches. */
  readonly onNotice: (line: string) => void;
  /** Ends the job: it rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Where it can go on from; absent if the caller keeps none. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** Steps between checkpoints; by default only at the ends of epochs. */
  readonly saveEvery?: number | undefined;
}

/** What a job found, as a line of the results keeps it. */
export interface JobOutcome {
  /** Plain data. */
  readonly result: unknown;
  /** Of the data it used. */
  readonly data: { readonly name: string; readonly sha256: string };
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
