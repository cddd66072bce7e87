import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "../core/errors.ts";
import { requireKnownName } from "../core/names.ts";
import type { Job } from "./job.ts";

/** Every kind of run that comes with the library; each loads what it needs when it is asked for. */
const loaders = {
  cell: async () => untyped((await import("./cell-job.ts")).cellJob),
  focus: async () => untyped((await import("./focus-job.ts")).focusJob),
  noise: async () => untyped((await import("./noise-job.ts")).noiseJob),
};

/** Kinds of run, and what they are. */
export const experiments: Readonly<Record<keyof typeof loaders, string>> = {
  cell: "BORAT: one training run of a method on a data set",
  focus: "FIT: a language model, tuned by a method and tested on every focus",
  noise: "LSRL: compiled programs with noise on their weights",
};

/**
 * Finds a kind of run.
 *
 * @param name - A name of {@link experiments}, or the path of a JavaScript file that exports `job`.
 * @throws {ConfigError} On an unknown name; lists the known ones.
 */
export async function getJob(name: string): Promise<Job<unknown>> {
  if (/\.m?js$/.test(name)) return await loadJob(name);
  const names: (keyof typeof loaders)[] = ["cell", "focus", "noise"];
  return await loaders[requireKnownName("experiment", name, names)]();
}

async function loadJob(path: string): Promise<Job<unknown>> {
  if (!existsSync(path)) {
    throw new ConfigError(
      `experiment: ${path} must be a JavaScript file, got none. Check the path.`,
    );
  }
  const module: unknown = await import(/* @vite-ignore */ pathToFileURL(resolve(path)).href);
  const job = typeof module === "object" && module !== null && "job" in module ? module.job : 0;
  if (!isJob(job)) {
    throw new ConfigError(
      `experiment: ${path} must export job with schema, parse, describe, summarize and run, got ${typeof job}`,
    );
  }
  return { ...job, name: path, parse: (config) => parseOwn(job, path, config) };
}

/** Own jobs may check their settings in any way. */
function parseOwn(job: Job<unknown>, path: string, config: unknown): unknown {
  try {
    return job.parse(config);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`experiment: the settings of ${path} must be valid, got ${reason}`, {
      cause,
    });
  }
}

function isJob(value: unknown): value is Job<unknown> {
  if (typeof value !== "object" || value === null || !("schema" in value)) return false;
  const methods = ["parse", "describe", "summarize", "run"];
  return methods.every((name) => typeof Reflect.get(value, name) === "function");
}

function untyped<Config>(job: Job<Config>): Job<unknown> {
  return {
    ...job,
    describe: (config) => job.describe(job.parse(config)),
    run: async (config, hooks) => await job.run(job.parse(config), hooks),
  };
}
