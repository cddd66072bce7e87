import {
  type FocusRun,
  type FocusRunResult,
  type FocusType,
  type MethodName,
  methodName,
  parseFocusResult,
  parseFocusRun,
  type Reading,
  type ValueSet,
} from "../../fit/index.ts";
import type { PlannedRun, RecordSet } from "../records.ts";
import {
  distinct,
  type ResultLine,
  type ResultValue,
  rangeText,
  sweepCommand,
  toValue,
} from "../results-table.ts";

/** Instructions that ask for the same label. */
export const asked = [
  { label: "asked for y (types 0 to 3)", types: [0, 1, 2, 3] },
  { label: "asked for y_s (types 4, 5)", types: [4, 5] },
] as const satisfies readonly { readonly label: string; readonly types: readonly FocusType[] }[];

/** Which test of a run is meant. */
export interface TestChoice {
  /** Default `"seen"`. */
  readonly values?: ValueSet;
  /** Default `"known"`. */
  readonly phrasing?: "known" | "heldOut";
}

/** A run with what it found. */
interface FoundRun {
  readonly result: FocusRunResult;
  readonly toValue: (value: number) => ResultValue;
}

/** The runs of a configuration of FIT; only these are compared with one another. */
export function plannedFocusRuns(
  records: RecordSet,
  path: string,
): readonly PlannedRun<FocusRun>[] {
  return records.plan("focus", path, parseFocusRun);
}

/** What runs found that are there. */
export function foundRuns(planned: readonly Pick<PlannedRun<FocusRun>, "record">[]) {
  return planned.flatMap(({ record }): readonly FoundRun[] =>
    record === undefined
      ? []
      : [
          {
            result: parseFocusResult(record.result),
            toValue: (value) => toValue(record, value),
          },
        ],
  );
}

/** Focus accuracy of every method of a configuration, percent, on each split under both sorts of instruction. */
export function accuracyLines(
  records: RecordSet,
  path: string,
  choice: TestChoice = {},
  methods?: readonly MethodName[],
): readonly ResultLine[] {
  const planned = plannedFocusRuns(records, path);
  const command = sweepCommand(path);
  const known = distinct(planned.map(({ config }) => methodName(config)));
  return known
    .filter((method) => methods === undefined || methods.includes(method))
    .flatMap((method) => {
      const runs = foundRuns(planned.filter(({ config }) => methodName(config) === method));
      const lines = splitLines(runs, choice).map((line) => ({
        ...line,
        what: `SmolLM2 135M, ${method}, ${line.what}`,
        command,
      }));
      return lines.length > 0 ? lines : [{ what: `SmolLM2 135M, ${method}`, values: [], command }];
    });
}

/** A line for each split and sort of instruction. */
export function splitLines(
  runs: readonly FoundRun[],
  choice: TestChoice = {},
  splits?: readonly string[],
): readonly Pick<ResultLine, "what" | "values">[] {
  const tested = runs.flatMap(({ result, toValue }) =>
    testOf(result, choice).map((split) => ({ ...split, toValue })),
  );
  return distinct(tested.map(({ split }) => split))
    .filter((split) => splits === undefined || splits.includes(split))
    .flatMap((split) =>
      asked.map(({ label, types }) => ({
        what: `${split}, ${label}`,
        values: tested
          .filter((one) => one.split === split)
          .map(({ accuracies, toValue }) => toValue(100 * meanOver(accuracies, types))),
      })),
    );
}

/** The paper's models that have a configuration here, by a word of their name. */
export const paperModels = [
  { model: "Mistral", config: "configs/fit/gpu-mistral-7b.json" },
  { model: "Llama", config: "configs/fit/gpu-llama-3.1-8b.json" },
  { model: "Vicuna", config: "configs/fit/gpu-vicuna-13b.json" },
] as const;

/** Runs of the paper's models, wherever their weights lay, by task and method. */
export function paperModelRuns(
  { runs }: RecordSet,
  model: string,
  task: FocusRun["task"],
  method: string,
): readonly FoundRun[] {
  const focus = runs.filter(({ job }) => job === "focus").map((record) => ({ record }));
  return foundRuns(focus).filter(
    ({ result: { run, model: used } }) =>
      used.name.toLowerCase().includes(model.toLowerCase()) &&
      run.task === task &&
      run.source === "published" &&
      methodName(run) === method,
  );
}

/** Percent, as read off a plot. */
export function readingsText(readings: readonly Reading[]): string {
  return `${rangeText(readings.flat().map((share) => 100 * share))} (read off)`;
}

function testOf({ tests }: FocusRunResult, { values = "seen", phrasing = "known" }: TestChoice) {
  return tests
    .filter((test) => test.values === values && test.phrasing === phrasing)
    .flatMap(({ splits }) => splits);
}

function meanOver(
  accuracies: readonly { readonly type: FocusType; readonly accuracy: number }[],
  types: readonly FocusType[],
): number {
  const own = accuracies.filter(({ type }) => types.includes(type));
  return own.reduce((sum, { accuracy }) => sum + accuracy, 0) / own.length;
}
