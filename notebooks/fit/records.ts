import { existsSync, readFileSync } from "node:fs";
import { display, radar, sweepLive, table } from "triptych";
import {
  type AccuracyChoice,
  type FocusRunResult,
  focusTypeNames,
  type MethodAccuracy,
  parseFocusResult,
  parseFocusRun,
  splitCurves,
  trainedFocusTypes,
} from "triptych/fit";
import { expandConfig, type GridRecord, hashConfig, readResults } from "triptych/run";

/** A run that is done, and what it was made with. */
export interface RecordedRun {
  readonly record: Extract<GridRecord, { readonly status: "done" }>;
  readonly result: FocusRunResult;
}

/**
 * Runs configurations, drawn while they go on; those done before are read back.
 *
 * @param output - Where finished runs are kept.
 */
export async function runWatched(
  configs: readonly unknown[],
  output: string,
): Promise<readonly RecordedRun[]> {
  return done(await sweepLive("focus", configs, { output }));
}

/** The command that makes the records of a configuration in `configs/fit`. */
export function commandOf(name: string): string {
  return `npx triptych sweep configs/fit/${name}.json`;
}

/**
 * Reads the recorded runs of a configuration and shows where they come from.
 *
 * @param options.fresh - Makes them anew instead, which takes as long as the configuration says.
 * @returns Empty, and says so, if there are no records yet.
 */
export async function readRecords(
  name: string,
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<readonly RecordedRun[]> {
  const config: unknown = JSON.parse(readFileSync(`../../configs/fit/${name}.json`, "utf8"));
  const planned = expandConfig(config);
  if (fresh) return await runWatched(planned, `../../runs/${name}`);
  const path = `results/${name}.jsonl`;
  if (!existsSync(path)) {
    console.log(
      `${path} is not there: nothing of ${name} is recorded. ${commandOf(name)} makes it.`,
    );
    return [];
  }
  const hashes = new Set(planned.map((cell) => hashConfig("focus", parseFocusRun(cell))));
  const runs = done(await readResults(path)).filter(({ record }) => hashes.has(record.hash));
  display(sources(name, runs, hashes.size));
  return runs;
}

/** Focus accuracies of a method, a curve for each split. */
export function accuracyRadar(
  title: string,
  cells: readonly MethodAccuracy[],
  choice: AccuracyChoice,
  { chance = 0.5 }: { readonly chance?: number } = {},
) {
  return radar({
    title,
    axes: trainedFocusTypes.map((type) => focusTypeNames[type]),
    series: splitCurves(cells, choice),
    chance,
    width: 450,
    height: 430,
  });
}

function done(records: readonly GridRecord[]): readonly RecordedRun[] {
  return records.flatMap((record) =>
    record.status === "done" ? [{ record, result: parseFocusResult(record.result) }] : [],
  );
}

/** Commits, machine and times of records. `-dirty`: files had been changed since the commit. */
function sources(name: string, runs: readonly RecordedRun[], numPlanned: number) {
  const groups = new Map<string, RecordedRun[]>();
  for (const run of runs) {
    const { git = "unknown" } = run.record;
    groups.set(git, [...(groups.get(git) ?? []), run]);
  }
  return table(
    [...groups].map(([git, own]) => {
      const { device, versions } = own[0]!.record;
      const times = own.map(({ record }) => record.time).sort();
      const seconds = own.reduce((sum, { record }) => sum + record.seconds, 0);
      return {
        commit: git.replace(/^([0-9a-f]{9})[0-9a-f]*/, "$1"),
        runs: own.length,
        machine: `${device}, TensorFlow ${versions.tensorflow ?? "-"}, Node ${versions.node}`,
        ended: times.at(-1)!.slice(0, 16).replace("T", " "),
        minutes: Math.round(seconds / 60),
      };
    }),
    { caption: `${runs.length} of ${numPlanned} runs of ${commandOf(name)} are recorded` },
  );
}
