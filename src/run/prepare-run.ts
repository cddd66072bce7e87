import { join } from "node:path";
import { hashConfig } from "./config-file.ts";
import type { Job } from "./job.ts";
import { getJob } from "./registry.ts";

/** One run, ready to be started. */
export interface PreparedRun {
  readonly job: Job<unknown>;
  /** Complete settings. */
  readonly config: unknown;
  /** The run directory. */
  readonly output: string;
}

/**
 * Checks the settings of a run and finds its directory.
 *
 * @param experiment - A name of `experiments`, or the path of a JavaScript file that exports `job`.
 * @param output - Default: `runs/<experiment>-<hash of the settings>`.
 * @throws {ConfigError} On an unknown experiment, or settings that are not valid.
 */
export async function prepareRun(
  experiment: string,
  settings: unknown,
  output?: string | undefined,
): Promise<PreparedRun> {
  const job = await getJob(experiment);
  const config = job.parse(settings);
  const name = experiment.replace(/^.*[\\/]|\.m?js$/g, "");
  const usual = join("runs", `${name}-${hashConfig(experiment, config)}`);
  return { job, config, output: output ?? usual };
}
