import { adamReadings, type Cell, parseCell } from "../../borat/index.ts";
import type { DoneRecord, PlannedRun, RecordSet } from "../records.ts";
import {
  distinct,
  type ResultsTable,
  type ResultValue,
  sweepCommand,
  toValue,
} from "../results-table.ts";

const smallConfig = "configs/borat/small.json";
const percent = "Test accuracy in percent";

/** Each method at its best step size, on small data. */
export const smallTable: ResultsTable = {
  id: "borat-small",
  paper: "BORAT",
  title: "Comparison, small data",
  about: `${percent} of each method at the best of its step sizes, last iterate, over seeds. These data are ours: the paper has no such numbers, only "on par with the best method of one setting" (abstract).`,
  lines: (records) =>
    smallGroups(records).map(({ what, points }) => {
      const best = bestOf(points);
      return {
        what,
        values: best?.values ?? [],
        ...(best && { detail: `eta ${best.eta}, of ${points.length}` }),
        command: sweepCommand(smallConfig),
      };
    }),
};

/** Accuracies over all step sizes. */
export const robustnessTable: ResultsTable = {
  id: "borat-robustness",
  paper: "BORAT",
  title: "Robustness to the step size, small data",
  about: `${percent}, mean over all step sizes, over seeds; and at how many a method is within a point of its best. The paper says "the most robust" (abstract).`,
  lines: (records) =>
    smallGroups(records).map(({ what, points }) => {
      const best = bestOf(points);
      const good = points.filter(({ mean }) => best !== undefined && mean >= best.mean - 1 - 1e-9);
      const seeds = best?.values.map((_, seed) => ({
        ...best.values[seed]!,
        value: meanOf(points.map(({ values }) => values[seed]?.value ?? Number.NaN)),
      }));
      return {
        what,
        values: seeds ?? [],
        ...(best && { detail: `good at ${good.length} of ${points.length}` }),
        command: sweepCommand(smallConfig),
      };
    }),
};

/** The comparison on images. */
export const imageTables: readonly ResultsTable[] = [
  ["CIFAR-10", "configs/borat/comparison-cifar-10.json"],
  ["CIFAR-100", "configs/borat/comparison-cifar-100.json"],
  ["SVHN", "configs/borat/svhn.json"],
].map(
  ([name, path]): ResultsTable => ({
    id: `borat-${name!.toLowerCase()}`,
    paper: "BORAT",
    title: `Comparison, ${name}`,
    about: `${percent}. The paper's table could not be read; these runs are jobs for a GPU.`,
    lines: (records) => {
      const planned = records.plan("cell", path!, parseCell);
      return groupBy(planned, ({ config }) =>
        [modelText(config), methodText(config), settingText(config)].join(", "),
      ).map(([what, runs]) => ({ what, values: valuesOf(runs), command: sweepCommand(path!) }));
    },
  }),
);

/** Accuracy against the step size and the radius. */
export const radiusTables: readonly ResultsTable[] = [
  ["figure-6-cross-entropy", "Figure 6, CIFAR-100, cross-entropy"],
  ["figure-6-hinge", "Figure 6, CIFAR-100, hinge"],
  ["tiny-imagenet", "Tiny ImageNet, step sizes and radii"],
].map(
  ([name, title]): ResultsTable => ({
    id: `borat-${name}`,
    paper: "BORAT",
    title: title!,
    about: `${percent} at each step size, mean over the radii 50 to 250. The paper's numbers are from its authors' logs, which could be read for Adam alone.`,
    lines: (records) => {
      const path = `configs/borat/${name}.json`;
      const planned = records.plan("cell", path, parseCell);
      return groupBy(planned, (run) => lineText(run.config)).map(([what, runs]) => {
        const { config } = runs[0]!;
        const reading = adamReadings.find(
          ({ dataset, loss, eta }) =>
            config.method === "adam" &&
            dataset === config.dataset &&
            loss === config.loss &&
            eta === config.eta,
        );
        return {
          what,
          ...(reading && { paper: `${reading.percent} (authors' log)` }),
          values: valuesOf(runs),
          command: sweepCommand(path),
        };
      });
    },
  }),
);

/** One method on one data set at one step size, over the seeds. */
interface Point {
  readonly eta: number;
  readonly values: readonly ResultValue[];
  readonly mean: number;
}

function smallGroups(
  records: RecordSet,
): readonly { readonly what: string; readonly points: readonly Point[] }[] {
  const planned = records.plan("cell", smallConfig, parseCell);
  return groupBy(planned, ({ config }) =>
    [config.dataset, ...lossText(config), methodText(config)].join(", "),
  ).map(([what, runs]) => ({
    what,
    points: groupBy(runs, ({ config }) => config.eta).flatMap(([eta = Number.NaN, own]) => {
      const values = valuesOf(own);
      const mean = meanOf(values.map(({ value }) => value));
      return values.length > 0 ? [{ eta, values, mean }] : [];
    }),
  }));
}

function bestOf(points: readonly Point[]): Point | undefined {
  const [first, ...others] = points;
  if (first === undefined) return undefined;
  return others.reduce((best, point) => (point.mean > best.mean ? point : best), first);
}

function valuesOf(runs: readonly PlannedRun<Cell>[]): readonly ResultValue[] {
  return runs.flatMap(({ record }) => (record ? [toValue(record, accuracyOf(record))] : []));
}

function accuracyOf({ result }: DoneRecord): number {
  const isFound = typeof result === "object" && result !== null && "accuracy" in result;
  return isFound ? 100 * Number(result.accuracy) : Number.NaN;
}

function lineText(config: Cell): string {
  return [...lossText(config), methodText(config), `eta ${config.eta}`].join(", ");
}

function lossText({ loss }: Cell): readonly string[] {
  return loss === "cross-entropy" ? [] : [loss];
}

function modelText({ model }: Cell): string {
  if (model.name === "wide-resnet") return `WRN-${model.depth}-${model.width}`;
  return model.name === "densenet-bc" ? `DenseNet-${model.depth}-${model.growth}` : model.name;
}

const labels: Readonly<Record<string, string>> = {
  sgd: "SGD",
  adam: "Adam",
  adamw: "AdamW",
  amsgrad: "AMSGrad",
  yogi: "Yogi",
  alig: "ALI-G",
};

function methodText({ method, options, schedule }: Cell): string {
  if (method === "borat") return `BORAT ${String(options["bundleSize"])}`;
  return `${labels[method] ?? method}${schedule === undefined ? "" : " + schedule"}`;
}

function settingText({ eta, maxNorm }: Cell): string {
  return [`eta ${eta}`, ...(maxNorm === undefined ? [] : [`r ${maxNorm}`])].join(", ");
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): readonly [K, readonly T[]][] {
  return distinct(items.map(keyOf)).map((key) => [
    key,
    items.filter((item) => keyOf(item) === key),
  ]);
}
