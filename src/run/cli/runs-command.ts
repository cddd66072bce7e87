import { ConfigError } from "../../core/errors.ts";
import { getJob } from "../registry.ts";
import type { GridRecord } from "../results-file.ts";
import { type ListedRun, listRuns } from "../run-list.ts";
import { assignmentsOf } from "../settings.ts";
import { parseArguments } from "./arguments.ts";
import type { Print } from "./events.ts";

const runsUsage = `Lists runs, the last first.

npx triptych runs [folder]   (default: runs)`;

const showUsage = `Shows a run: settings, numbers, what it was made with, and the command that repeats it.

npx triptych show <id> [folder]   (the id, or how it begins; default folder: runs)`;

const options = { help: { type: "boolean", short: "h" } } as const;

/** Runs the command line of `triptych runs`. @returns Exit code 0. @throws {ConfigError} On several folders. */
export async function runsCommand(args: readonly string[], print: Print): Promise<number> {
  const { values, positionals } = parseArguments("runs", runsUsage, args, options);
  if (values.help) {
    print(runsUsage);
    return 0;
  }
  const [folder = "runs", ...more] = positionals;
  requireNoMore("runs", more);
  const runs = await listRuns(folder);
  if (runs.length === 0) print(`no runs in ${folder}`);
  else printTable(runs.map(rowOf), print);
  return 0;
}

/**
 * Runs the command line of `triptych show`.
 *
 * @returns Exit code: 2 if no run is named.
 * @throws {ConfigError} If there is no such run, or several, or several folders are given.
 */
export async function showCommand(args: readonly string[], print: Print): Promise<number> {
  const { values, positionals } = parseArguments("show", showUsage, args, options);
  const [id, folder = "runs", ...more] = positionals;
  requireNoMore("show", more);
  if (values.help || id === undefined) {
    print(showUsage);
    return values.help ? 0 : 2;
  }
  const run = choose(await listRuns(folder), id, folder);
  const { experiment, title, status, metric, output, config, record } = run;
  print(`${run.id}  ${experiment}: ${title}`);
  print(`${status}  ${metric}`.trimEnd());
  print(`\nconfig ${JSON.stringify(config, null, 2)}`);
  if (record?.status === "done") print(`\nresult ${shorten(record.result)}`);
  if (record !== undefined) for (const line of provenanceOf(record)) print(line);
  print(`\nrun directory: ${output}`);
  if (config === undefined) return 0;
  print("\nrepeat with:");
  if (record?.status === "done" && record.git !== undefined) {
    print(`  git checkout ${record.git.replace(/-dirty$/, "")}${dirtyNote(record.git)}`);
  }
  const settings = assignmentsOf(await getJob(experiment), config);
  print(
    `  npx triptych run ${[experiment, ...settings.map((s) => `--set ${quote(s)}`)].join(" ")}`,
  );
  return 0;
}

function requireNoMore(command: string, more: readonly string[]): void {
  if (more.length === 0) return;
  throw new ConfigError(`${command}: one folder is required, got also ${more.join(" ")}`);
}

function choose(runs: readonly ListedRun[], id: string, folder: string): ListedRun {
  const found = runs.filter((run) => run.id.startsWith(id));
  const ids = new Set(found.map((run) => run.id));
  if (ids.size === 1) return found[0]!;
  const remedy = `npx triptych runs${folder === "runs" ? "" : ` ${folder}`} lists them.`;
  throw new ConfigError(
    ids.size === 0
      ? `show: the id of a run in ${folder} is required, got "${id}". ${remedy}`
      : `show: the id of one run is required, got "${id}", with which ${ids.size} begin. ${remedy}`,
  );
}

function provenanceOf(record: GridRecord): readonly string[] {
  const { time, seconds } = record;
  const ended = `\nended ${time} after ${seconds.toFixed(1)} s`;
  if (record.status === "failed") return [ended, `error: ${record.error}`];
  const { versions, device, peakMemory, data, git } = record;
  const files = "name" in data ? [data] : data;
  return [
    `${ended}, with up to ${(peakMemory / 1e9).toFixed(2)} GB`,
    `made with ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}, on the ${device}`,
    ...(git === undefined ? [] : [`commit ${git}`]),
    ...files.map(({ name, sha256 }) => `data ${name}, sha256 ${sha256}`),
  ];
}

/** JSON with long lists cut. */
function shorten(result: unknown): string {
  const MOST = 5;
  return JSON.stringify(
    result,
    (_key, part: unknown) =>
      Array.isArray(part) && part.length > MOST
        ? [...part.slice(0, MOST), `and ${part.length - MOST} more`]
        : part,
    2,
  );
}

function dirtyNote(git: string): string {
  return git.endsWith("-dirty") ? "   # files had been changed since" : "";
}

/** For a shell, where that is needed. */
function quote(text: string): string {
  return /^[\w.,=:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function rowOf({ id, experiment, title, status, time, metric }: ListedRun): readonly string[] {
  const when = time.slice(0, 16).replace("T", " ");
  return [id, experiment, title, status, when, metric];
}

function printTable(rows: readonly (readonly string[])[], print: Print): void {
  const table = [["id", "experiment", "run", "status", "when (UTC)", "result"], ...rows];
  const widths = table[0]!.map((_, k) => Math.max(...table.map((row) => row[k]!.length)));
  for (const row of table) {
    print(
      row
        .map((cell, k) => cell.padEnd(widths[k]!))
        .join("  ")
        .trimEnd(),
    );
  }
}
