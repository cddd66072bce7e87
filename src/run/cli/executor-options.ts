import { ConfigError } from "../../core/errors.ts";
import { requireKnownName } from "../../core/names.ts";
import type { Executor } from "../executors/executor.ts";
import { localExecutor } from "../executors/local.ts";
import { rayExecutor } from "../executors/ray.ts";
import { slurmExecutor } from "../executors/slurm.ts";
import { toBytes, toCount } from "./arguments.ts";

/** Options that say where trials are run. */
export const executorOptions = {
  executor: { type: "string" },
  jobs: { type: "string" },
  memory: { type: "string" },
  cpus: { type: "string" },
  gpus: { type: "string" },
  retries: { type: "string" },
  address: { type: "string" },
  python: { type: "string" },
  fetch: { type: "boolean" },
  sbatch: { type: "string", multiple: true },
} as const;

/** Describes {@link executorOptions}. */
export const executorUsage = `
  --executor <where> local (default), ray or slurm
  --jobs <n>         cells at a time, each in a process of its own (local: default 1; slurm: default all)
  --memory <6GB>     most memory of a cell (local: by default what the cells before it took)
  --cpus <n>         cores of a cell (ray, slurm: default 1)
  --gpus <n>         GPUs of a cell (ray, slurm: default 0)
  --retries <n>      how often a cell whose process is lost is run again (default: 2; ray, slurm: 5)
  --address <a>      ray: the cluster (default: auto)
  --python <path>    ray: the Python that has Ray (default: python3)
  --fetch            ray: the nodes share no storage, so files are sent back
  --sbatch <line>    slurm: a further option, e.g. --sbatch=--time=2:00:00; may be repeated`;

/** What a command line says about them. */
type Values = Readonly<
  Partial<Record<Exclude<keyof typeof executorOptions, "sbatch" | "fetch">, string | undefined>>
> & { readonly sbatch?: readonly string[] | undefined; readonly fetch?: boolean | undefined };

/**
 * Makes the executor that a command line asks for.
 *
 * @param name - Of the program, for messages.
 * @throws {ConfigError} If an option is not valid, or not one of that executor.
 */
export function makeExecutor(name: string, values: Values): Executor {
  const where = requireKnownName(`${name}: --executor`, values.executor ?? "local", [
    "local",
    "ray",
    "slurm",
  ]);
  const own = {
    local: ["jobs", "memory", "retries"],
    ray: ["memory", "cpus", "gpus", "retries", "address", "python", "fetch"],
    slurm: ["jobs", "memory", "cpus", "gpus", "retries", "sbatch"],
  }[where];
  for (const [option, value] of Object.entries(values)) {
    const isOther = option in executorOptions && option !== "executor" && !own.includes(option);
    if (isOther && value !== undefined) {
      throw new ConfigError(`${name}: --${option} is no option of ${where}, got it with ${where}`);
    }
  }
  const count = (option: "jobs" | "cpus" | "gpus" | "retries", min: number) => {
    const text = values[option];
    return text === undefined ? undefined : toCount(`${name}: --${option}`, text, min);
  };
  const { memory: amount, address, python, fetch, sbatch } = values;
  const memory = amount === undefined ? undefined : toBytes(`${name}: --memory`, amount);
  const retries = count("retries", 0);
  const concurrency = count("jobs", 1);
  if (where === "local") return localExecutor({ concurrency, memory, retries });
  const resources = { cpus: count("cpus", 1), gpus: count("gpus", 0), memory, retries };
  return where === "ray"
    ? rayExecutor({ ...resources, address, python, fetch })
    : slurmExecutor({ ...resources, concurrency, options: sbatch });
}
