import { statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isMissing } from "./atomic-file.ts";
import { expandConfig, hashConfig } from "./config-file.ts";
import { resultsPath } from "./grid.ts";
import { getJob } from "./registry.ts";
import { type GridRecord, readResults } from "./results-file.ts";
import { isLocked } from "./run-lock.ts";

/** A run that is done, failed, going on, or stopped with a checkpoint. */
export interface ListedRun {
  /** Hash of its settings. */
  readonly id: string;
  readonly experiment: string;
  /** In a few words. */
  readonly title: string;
  readonly status: "done" | "failed" | "running" | "stopped";
  /** When it ended, or was last saved; ISO 8601. */
  readonly time: string;
  /** The numbers to look at first, or why it failed. */
  readonly metric: string;
  /** Its run directory. */
  readonly output: string;
  readonly config: unknown;
  /** Absent for one that has not ended. */
  readonly record?: GridRecord;
}

/**
 * Lists the runs under a folder of run directories, the last first.
 *
 * @param folder - E.g. `runs`; itself may be a run directory.
 * @returns Empty if there is no such folder.
 */
export async function listRuns(folder: string): Promise<readonly ListedRun[]> {
  const inner = (await namesIn(folder)).map((name) => join(folder, name));
  const outputs = [folder, ...inner.filter(isFolder)];
  const runs = (await Promise.all(outputs.map(runsIn))).flat();
  return runs.sort((a, b) => (a.time < b.time ? 1 : -1));
}

async function runsIn(output: string): Promise<readonly ListedRun[]> {
  const records = await readResults(resultsPath(output));
  const ended = await Promise.all(records.map(async (record) => await describe(output, record)));
  const isDone = new Set(records.flatMap(({ status, hash }) => (status === "done" ? [hash] : [])));
  const open = await openRuns(output, isDone);
  const isOpen = new Set(open.map(({ id }) => id));
  return [...ended.filter(({ id }) => !isOpen.has(id)), ...open];
}

async function describe(output: string, record: GridRecord): Promise<ListedRun> {
  const { hash: id, job: experiment, config, status, time } = record;
  const common = { id, experiment, status, time, output, config, record };
  const firstLine = (text: string) => text.split("\n", 1)[0]!;
  try {
    const job = await getJob(experiment);
    const metric = status === "done" ? job.summarize(record.result) : firstLine(record.error);
    return { ...common, title: job.describe(config), metric };
  } catch (error) {
    // Of an experiment that is gone, or of settings from before.
    return { ...common, title: "", metric: error instanceof Error ? firstLine(error.message) : "" };
  }
}

/** Runs with a checkpoint, and no result. */
async function openRuns(
  output: string,
  isDone: ReadonlySet<string>,
): Promise<readonly ListedRun[]> {
  const folder = join(output, "checkpoints");
  const files = (await namesIn(folder)).filter((name) => name.endsWith(".safetensors"));
  const status = isLocked(output) ? "running" : "stopped";
  const open = files.filter((file) => !isDone.has(basename(file, ".safetensors")));
  if (open.length === 0) return [];
  const planned = await readPlan(output);
  return await Promise.all(
    open.map(async (file): Promise<ListedRun> => {
      const id = basename(file, ".safetensors");
      const { mtime } = await stat(join(folder, file));
      const { experiment = "", title = "", config } = planned.get(id) ?? {};
      return {
        id,
        experiment,
        title,
        status,
        time: mtime.toISOString(),
        metric: "",
        output,
        config,
      };
    }),
  );
}

/** What a run directory was made for. */
async function readPlan(output: string) {
  const plan = new Map<string, { experiment: string; title: string; config: unknown }>();
  try {
    const file: unknown = JSON.parse(await readFile(join(output, "config.json"), "utf8"));
    const isOfOne = typeof file === "object" && file !== null && "experiment" in file;
    const experiment = isOfOne && typeof file.experiment === "string" ? file.experiment : "";
    const job = await getJob(experiment);
    for (const given of expandConfig(file)) {
      const config = job.parse(given);
      plan.set(hashConfig(experiment, config), { experiment, title: job.describe(config), config });
    }
  } catch {
    // A folder of before, or settings of another version: its runs are listed by their names.
  }
  return plan;
}

/** Also by a link. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
