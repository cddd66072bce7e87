import { requireKnownName } from "../core/index.ts";
import { cellJob } from "./cell-job.ts";
import { focusJob } from "./focus-job.ts";
import type { Job } from "./job.ts";

/** Every kind of run that a grid can be made of, its settings not looked into. */
const jobs: readonly Job<unknown>[] = [untyped(cellJob), untyped(focusJob)];

/**
 * Finds a kind of run.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones.
 */
export function getJob(name: string): Job<unknown> {
  const names = jobs.map((job) => job.name);
  requireKnownName("getJob: name", name, names);
  return jobs.find((job) => job.name === name)!;
}

function untyped<Config>({ name, parse, describe, run }: Job<Config>): Job<unknown> {
  return {
    name,
    parse,
    describe: (config) => describe(parse(config)),
    run: async (config, hooks) => await run(parse(config), hooks),
  };
}
