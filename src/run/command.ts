import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ConfigError, ReproError, requireInRange } from "../core/index.ts";
import { writeAtomically } from "./atomic-file.ts";
import { expandConfig } from "./config-file.ts";
import { type GridEvent, planCells, resultsPath, runGrid } from "./grid.ts";
import { type GridRecord, readResults } from "./results-file.ts";

/** A script that runs grids of one kind of run. */
export type ScriptName = "borat" | "fit";

const jobs = { borat: "cell", fit: "focus" } as const;

function usageOf(script: ScriptName): string {
  return `Runs the cells of a configuration and writes down what each gave.

node scripts/${script}.mjs <config.json> [options]
  --out <folder>     run directory (default: runs/<name of the file>)
  --resume           go on in a run directory that has results or checkpoints
  --cells <0,3>      only these cells, by their numbers in --dry-run
  --jobs <n>         cells at a time, each in a process of its own (default: 1)
  --save-every <n>   steps between checkpoints (default: 5 s apart or more)
  --dry-run          list the cells and do nothing${script === "fit" ? modelUsage : ""}`;
}

const modelUsage = `
  --model <path>     model of all cells: a .gguf file, or a folder with config.json, tokenizer.json,
                     tokenizer_config.json and *.safetensors`;

/** What a command line asks for. */
interface Order {
  readonly script: ScriptName;
  readonly file: string;
  readonly output: string;
  readonly resume: boolean;
  readonly cells: readonly number[] | undefined;
  readonly concurrency: number;
  readonly saveEvery: number | undefined;
  readonly model: string | undefined;
  readonly dryRun: boolean;
}

/**
 * Runs the command line of `scripts/borat.mjs` or `scripts/fit.mjs`; see its usage.
 *
 * @param print - Takes each line.
 * @returns Exit code: 0, 1 if a cell failed, 2 if nothing could be run.
 * @throws The signal's reason, once it is aborted.
 */
export async function runCommand(
  script: ScriptName,
  args: readonly string[],
  print: (line: string) => void,
  signal?: AbortSignal,
): Promise<number> {
  try {
    const order = parseOrder(script, args);
    if (order === undefined) {
      print(usageOf(script));
      return args.length === 0 ? 2 : 0;
    }
    const config = await readConfig(order);
    const configs = choose(expandConfig(config), order);
    if (order.dryRun) return await list(configs, order, print);
    await requireFresh(order);
    await writeAtomically(
      join(order.output, "config.json"),
      `${JSON.stringify(config, null, 2)}\n`,
    );
    const { output, concurrency, saveEvery } = order;
    const records = await runGrid(configs, {
      job: jobs[script],
      output,
      concurrency,
      saveEvery,
      signal,
      onEvent: (event) => print(describeEvent(event, configs.length)),
    });
    return summarize(records, order, print);
  } catch (error) {
    if (!(error instanceof ReproError)) throw error;
    print(error.message);
    return 2;
  }
}

function parseOrder(script: ScriptName, args: readonly string[]): Order | undefined {
  const { values, positionals } = parse(script, args);
  const [file, ...more] = positionals;
  if (values.help || file === undefined) return undefined;
  if (more.length > 0) {
    throw new ConfigError(`${script}: one configuration is required, got ${positionals.join(" ")}`);
  }
  if (values.model !== undefined && script !== "fit") {
    throw new ConfigError(`${script}: --model is an option of fit.mjs, got it here`);
  }
  const saveEvery = values["save-every"];
  const count = (option: string, text: string, min: number) =>
    toCount(`${script}: --${option}`, text, min);
  return {
    script,
    file,
    output: values.out ?? join("runs", basename(file, ".json")),
    resume: values.resume ?? false,
    cells: values.cells?.split(",").map((text) => count("cells", text, 0)),
    concurrency: count("jobs", values.jobs ?? "1", 1),
    saveEvery: saveEvery === undefined ? undefined : count("save-every", saveEvery, 1),
    model: values.model,
    dryRun: values["dry-run"] ?? false,
  };
}

function parse(script: ScriptName, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string" },
        resume: { type: "boolean" },
        cells: { type: "string" },
        jobs: { type: "string" },
        "save-every": { type: "string" },
        model: { type: "string" },
        "dry-run": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${script}: ${reason}\n\n${usageOf(script)}`, { cause });
  }
}

function toCount(name: string, text: string, min: number): number {
  const value = Number(text);
  requireInRange(name, value, { min, integer: true });
  return value;
}

async function readConfig({ script, file }: Order): Promise<unknown> {
  try {
    return z.json().parse(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${script}: ${file} must be a JSON file, got ${reason}`, { cause });
  }
}

/** The cells that are asked for, of the model that is asked for. */
function choose(configs: readonly object[], { script, cells, model }: Order): readonly object[] {
  const chosen = cells?.map((cell) => {
    requireInRange(`${script}: --cells`, cell, { min: 0, max: configs.length - 1 });
    return configs[cell]!;
  });
  return (chosen ?? configs).map((config) => ({
    ...config,
    ...(model !== undefined && { model }),
  }));
}

async function requireFresh({ script, output, resume }: Order): Promise<void> {
  const isUsed = existsSync(resultsPath(output)) || existsSync(join(output, "checkpoints"));
  if (resume || !isUsed) return;
  throw new ConfigError(
    `${script}: ${output} must be a new folder, got one with results. Use --resume to go on there, or --out for another.`,
  );
}

async function list(
  configs: readonly unknown[],
  { script, output }: Order,
  print: (line: string) => void,
): Promise<number> {
  const records = new Map((await readResults(resultsPath(output))).map((r) => [r.hash, r.status]));
  const plan = planCells(configs, { job: jobs[script], output });
  for (const { index, cell, attempt } of plan) {
    print(
      `${String(index).padStart(4)}  ${attempt.hash}  ${cell}  ${records.get(attempt.hash) ?? ""}`.trimEnd(),
    );
  }
  print(`${plan.length} cells; results go to ${resultsPath(output)}`);
  return 0;
}

function describeEvent(event: GridEvent, count: number): string {
  const place = `[${event.index + 1}/${count}] ${event.cell}`;
  if (event.kind === "notice") return `${place}: ${event.line}`;
  if (event.kind !== "ended")
    return `${place}: ${event.kind === "started" ? "starts" : "is done already"}`;
  const { record } = event;
  const time = `${record.seconds.toFixed(1)} s`;
  return record.status === "done"
    ? `${place}: done in ${time}`
    : `${place}: FAILED after ${time}: ${record.error}`;
}

function summarize(
  records: readonly GridRecord[],
  { output }: Order,
  print: (line: string) => void,
): number {
  const failed = records.filter(({ status }) => status === "failed").length;
  print(
    `${records.length - failed} of ${records.length} cells done; results are in ${resultsPath(output)}`,
  );
  return failed > 0 ? 1 : 0;
}
