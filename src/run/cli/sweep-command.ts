import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { writeAtomically } from "../atomic-file.ts";
import { expandConfig } from "../config-file.ts";
import { planCells, resultsPath, runGrid } from "../grid.ts";
import { getJob } from "../registry.ts";
import { readResults } from "../results-file.ts";
import { assign, type Settings } from "../settings.ts";
import { parseArguments, readJson, toCount } from "./arguments.ts";
import { describeEvent, type Print, summarize } from "./events.ts";
import { executorOptions, executorUsage, makeExecutor } from "./executor-options.ts";

/** The command that a sweep answers to. */
export interface SweepProgram {
  /** For messages. */
  readonly name: string;
  /** As it is typed. */
  readonly command: string;
  /** Kind of run of all cells; by default as the configuration or `--experiment` says. */
  readonly experiment?: string;
  /** Whether `--model` sets the model of all cells. */
  readonly hasModel?: boolean;
}

/** `triptych sweep`. */
export const sweepProgram: SweepProgram = { name: "sweep", command: "npx triptych sweep" };

/** Describes a sweep's command line. */
function sweepUsage({ command, experiment, hasModel = false }: SweepProgram): string {
  const own =
    experiment === undefined ? `\n  --experiment <e>   kind of run, if the file does not say` : "";
  return `Runs the cells of a configuration and writes down what each gave.

${command} <config.json> [options]
  --out <folder>     run directory (default: runs/<name of the file>)
  --resume           go on in a run directory that has results or checkpoints${own}
  --set <key=value>  a setting of all cells
  --cells <0,3>      only these cells, by their numbers in --dry-run
  --save-every <n>   steps between checkpoints (default: 5 s apart or more)
  --tensorboard      write the numbers of each step for TensorBoard, under events/
  --dry-run          list the cells and do nothing; with slurm, write its script
${executorUsage}${hasModel ? modelUsage : ""}`;
}

const modelUsage = `
  --model <path>     model of all cells: a .gguf file, or a folder with config.json, tokenizer.json,
                     tokenizer_config.json and *.safetensors`;

const options = {
  out: { type: "string" },
  resume: { type: "boolean" },
  experiment: { type: "string" },
  set: { type: "string", multiple: true },
  cells: { type: "string" },
  "save-every": { type: "string" },
  tensorboard: { type: "boolean" },
  "dry-run": { type: "boolean" },
  model: { type: "string" },
  help: { type: "boolean", short: "h" },
  ...executorOptions,
} as const;

/**
 * Runs a sweep's command line.
 *
 * @returns Exit code: 0, 1 if a cell failed, 2 if no file is given.
 * @throws {ConfigError} If nothing can be run.
 */
export async function sweepCommand(
  program: SweepProgram,
  args: readonly string[],
  print: Print,
  signal?: AbortSignal,
): Promise<number> {
  const { name, hasModel = false } = program;
  const { values, positionals } = parseArguments(name, sweepUsage(program), args, options);
  const [file, ...more] = positionals;
  if (values.help || file === undefined) {
    print(sweepUsage(program));
    return values.help ? 0 : 2;
  }
  if (more.length > 0) {
    throw new ConfigError(`${name}: one configuration is required, got ${positionals.join(" ")}`);
  }
  if (values.model !== undefined && !hasModel) {
    throw new ConfigError(`${name}: --model is an option of fit.mjs, got it here`);
  }
  const config = await readJson(name, file);
  const job = program.experiment ?? experimentOf(name, config, values.experiment);
  const saveEvery = values["save-every"];
  const grid = {
    job,
    output: values.out ?? join("runs", basename(file, ".json")),
    saveEvery: saveEvery === undefined ? undefined : toCount(`${name}: --save-every`, saveEvery, 1),
    tensorboard: values.tensorboard,
  };
  const executor = makeExecutor(name, values);
  const cells = choose(name, expandConfig(config), values.cells);
  const type = await getJob(job);
  const { set = [], model } = values;
  const assignments = [...set, ...(model === undefined ? [] : [`model=${model}`])];
  const configs = cells.map((cell) => assign(type, cell, assignments));
  if (values["dry-run"]) {
    const plan = await planCells(configs, grid);
    await list(plan, grid.output, print);
    await executor.rehearse?.(
      plan.map(({ attempt }) => attempt),
      print,
    );
    return 0;
  }
  requireFresh(name, grid.output, values.resume ?? false);
  const written = { experiment: job, ...withoutExperiment(config) };
  await writeAtomically(join(grid.output, "config.json"), `${JSON.stringify(written, null, 2)}\n`);
  const records = await runGrid(configs, {
    ...grid,
    executor,
    signal,
    onEvent: (event) => print(describeEvent(event, configs.length)),
  });
  return summarize(records, grid.output, print);
}

/** What kind of run a configuration is of. */
function experimentOf(name: string, config: unknown, given: string | undefined): string {
  const own = typeof config === "object" && config !== null && "experiment" in config;
  const experiment = given ?? (own ? config.experiment : undefined);
  if (typeof experiment === "string") return experiment;
  throw new ConfigError(
    `${name}: the experiment is required, got a file without. Add "experiment": "cell", "focus" or "noise", or --experiment.`,
  );
}

function withoutExperiment(config: unknown): Settings {
  return Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => key !== "experiment"));
}

/** The cells that are asked for. */
function choose(
  name: string,
  configs: readonly Settings[],
  cells: string | undefined,
): readonly Settings[] {
  if (cells === undefined) return configs;
  return cells.split(",").map((text) => {
    const cell = toCount(`${name}: --cells`, text, 0);
    requireInRange(`${name}: --cells`, cell, { min: 0, max: configs.length - 1 });
    return configs[cell]!;
  });
}

function requireFresh(name: string, output: string, resume: boolean): void {
  const isUsed = existsSync(resultsPath(output)) || existsSync(join(output, "checkpoints"));
  if (resume || !isUsed) return;
  throw new ConfigError(
    `${name}: ${output} must be a new folder, got one with results. Use --resume to go on there, or --out for another.`,
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
