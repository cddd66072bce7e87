import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { expandConfig } from "../config-file.ts";
import { planCells, resultsPath, runGrid } from "../grid.ts";
import { getJob } from "../registry.ts";
import { readResults } from "../results-file.ts";
import { assign, type Settings } from "../settings.ts";
import { parseArguments, readJson, toCount } from "./arguments.ts";
import { describeEvent, type Print, summarize } from "./events.ts";
import { executorOptions, executorUsage, makeExecutor } from "./executor-options.ts";
import { readSaving, savingOptions, savingUsage } from "./saving-options.ts";

const usage = `Runs the cells of a configuration and writes down what each gave.

npx triptych sweep <config.json> [options]
  --out <folder>     run directory (default: runs/<name of the file>)
  --resume           go on in a run directory that has results or checkpoints
  --experiment <e>   kind of run, if the file does not say
  --set <key=value>  a setting of all cells, e.g. --set model=<path>; may be repeated
  --cells <0,3>      only these cells, by their numbers in --dry-run
${savingUsage}
  --dry-run          list the cells and do nothing; with slurm, write its script
${executorUsage}`;

const options = {
  out: { type: "string" },
  resume: { type: "boolean" },
  experiment: { type: "string" },
  set: { type: "string", multiple: true },
  cells: { type: "string" },
  "dry-run": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  ...savingOptions,
  ...executorOptions,
} as const;

/**
 * Runs a sweep's command line.
 *
 * @returns Exit code: 0, 1 if a cell failed, 2 if no file is given.
 * @throws {ConfigError} If nothing can be run.
 */
export async function sweepCommand(
  args: readonly string[],
  print: Print,
  signal?: AbortSignal,
): Promise<number> {
  const { values, positionals } = parseArguments("sweep", usage, args, options);
  const [file, ...more] = positionals;
  if (values.help || file === undefined) {
    print(usage);
    return values.help ? 0 : 2;
  }
  if (more.length > 0) {
    throw new ConfigError(`sweep: one configuration is required, got ${positionals.join(" ")}`);
  }
  const config = await readJson("sweep", file);
  const job = experimentOf(config, values.experiment);
  const output = values.out ?? join("runs", basename(file, ".json"));
  const grid = { job, output, ...readSaving("sweep", values) };
  const executor = makeExecutor("sweep", values);
  const cells = choose(expandConfig(config), values.cells);
  const type = await getJob(job);
  const configs = cells.map((cell) => assign(type, cell, values.set ?? []));
  if (values["dry-run"]) {
    const plan = await planCells(configs, grid);
    await list(plan, output, print);
    await executor.rehearse?.(
      plan.map(({ attempt }) => attempt),
      print,
    );
    return 0;
  }
  requireFresh(output, values.resume ?? false);
  const records = await runGrid(configs, {
    ...grid,
    file: values.set === undefined ? withoutExperiment(config) : undefined,
    executor,
    signal,
    onEvent: (event) => print(describeEvent(event, configs.length)),
  });
  return summarize(records, output, print);
}

/** What kind of run a configuration is of. */
function experimentOf(config: unknown, given: string | undefined): string {
  const own = typeof config === "object" && config !== null && "experiment" in config;
  const experiment = given ?? (own ? config.experiment : undefined);
  if (typeof experiment === "string") return experiment;
  throw new ConfigError(
    'sweep: the experiment is required, got a file without. Add "experiment": "cell", "focus" or "noise", or --experiment.',
  );
}

function withoutExperiment(config: unknown): Settings {
  return Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => key !== "experiment"));
}

/** The cells that are asked for. */
function choose(configs: readonly Settings[], cells: string | undefined): readonly Settings[] {
  if (cells === undefined) return configs;
  return cells.split(",").map((text) => {
    const cell = toCount("sweep: --cells", text, 0);
    requireInRange("sweep: --cells", cell, { min: 0, max: configs.length - 1 });
    return configs[cell]!;
  });
}

function requireFresh(output: string, resume: boolean): void {
  const isUsed = existsSync(resultsPath(output)) || existsSync(join(output, "checkpoints"));
  if (resume || !isUsed) return;
  throw new ConfigError(
    `sweep: ${output} must be a new folder, got one with results. Use --resume to go on there, or --out for another.`,
  );
}

async function list(
  plan: Awaited<ReturnType<typeof planCells>>,
  output: string,
  print: Print,
): Promise<void> {
  const records = new Map((await readResults(resultsPath(output))).map((r) => [r.hash, r.status]));
  for (const { index, cell, attempt } of plan) {
    print(
      `${String(index).padStart(4)}  ${attempt.hash}  ${cell}  ${records.get(attempt.hash) ?? ""}`.trimEnd(),
    );
  }
  print(`${plan.length} cells; results go to ${resultsPath(output)}`);
}
