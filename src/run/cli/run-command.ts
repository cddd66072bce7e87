import { ConfigError } from "../../core/errors.ts";
import { expandConfig } from "../config-file.ts";
import { runGrid } from "../grid.ts";
import { prepareRun } from "../prepare-run.ts";
import { experiments, getJob } from "../registry.ts";
import { assign, knownSettings, type Settings } from "../settings.ts";
import { parseArguments, readJson } from "./arguments.ts";
import { describeEvent, type Print, summarize } from "./events.ts";
import { readSaving, savingOptions, savingUsage } from "./saving-options.ts";

const usage = `Runs an experiment and writes down what it gave; goes on where it was stopped.

npx triptych run <experiment> [options]
  --set <key=value>  a setting, e.g. --set training.seed=3; may be repeated
  --config <file>    settings to start from: a JSON file of one run
  --out <folder>     run directory (default: runs/<experiment>-<hash of the settings>)
${savingUsage}
  --help             with an experiment: its settings

Experiments:
${Object.entries(experiments)
  .map(([name, about]) => `  ${name.padEnd(17)}  ${about}`)
  .join("\n")}`;

const options = {
  set: { type: "string", multiple: true },
  config: { type: "string" },
  out: { type: "string" },
  ...savingOptions,
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Runs the command line of `triptych run`.
 *
 * @returns Exit code: 0, 1 if the run failed, 2 if no experiment is given.
 * @throws {ConfigError} If it can not be run.
 */
export async function runExperiment(
  args: readonly string[],
  print: Print,
  signal?: AbortSignal,
): Promise<number> {
  const { values, positionals } = parseArguments("run", usage, args, options);
  const [experiment, ...more] = positionals;
  if (experiment === undefined) {
    print(usage);
    return values.help ? 0 : 2;
  }
  const job = await getJob(experiment);
  if (values.help) {
    print(`Settings of ${experiment}:`);
    for (const { key, type, default: value = "" } of knownSettings(job)) {
      print(`  ${key.padEnd(26)} ${type}${value && `   default: ${value}`}`);
    }
    return 0;
  }
  if (more.length > 0) {
    throw new ConfigError(
      `run: one experiment is required, got ${positionals.join(" ")}. Settings are written --set key=value.`,
    );
  }
  const base = values.config === undefined ? {} : await readOne(values.config);
  const settings = assign(job, base, values.set ?? []);
  const saving = readSaving("run", values);
  const { config, output } = await prepareRun(experiment, settings, values.out);
  const records = await runGrid([config], {
    ...saving,
    job: experiment,
    output,
    signal,
    onEvent: (event) => print(describeEvent(event, 1)),
  });
  const [record] = records;
  if (record?.status === "done") print(job.summarize(record.result));
  return summarize(records, output, print);
}

async function readOne(file: string): Promise<Settings> {
  const [only, ...more] = expandConfig(await readJson("run", file));
  if (only !== undefined && more.length === 0) return only;
  throw new ConfigError(
    `run: ${file} must be of one run, got ${more.length + 1}. Use: npx triptych sweep ${file}`,
  );
}
