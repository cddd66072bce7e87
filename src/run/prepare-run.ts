import { join } from "node:path";
import { writeAtomically } from "./atomic-file.ts";
import { hashConfig } from "./config-file.ts";
import type { Job } from "./job.ts";
import { getJob } from "./registry.ts";

/** One run, ready to be started. */
export interface PreparedRun {
  readonly job: Job<unknown>;
  /** Complete settings. */
  readonly config: unknown;
  /** The run directory; it has its `config.json`. */
  readonly output: string;
}

/**
 * Checks the settings of a run and writes them into its directory.
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
  const folder = output ?? join("runs", `${name}-${hashConfig(experiment, config)}`);
  const file = { experiment, cells: [config] };
  await writeAtomically(join(folder, "config.json"), `${JSON.stringify(file, null, 2)}\n`);
  return { job, config, output: folder };
}
