import {
  allCategories,
  type BiasCell,
  biasCells,
  biasReadings,
  type FocusRun,
  type FocusRunResult,
  type FocusType,
  focusTypeNames,
  methodName,
  type PaperReading,
  parseFocusRun,
  smnliReadings,
  smnliUnseenReadings,
  type ValueSet,
} from "../../fit/index.ts";
import type { RecordSet } from "../records.ts";
import { distinct, type ResultLine, type ResultsTable, sweepCommand } from "../results-table.ts";
import {
  accuracyLines,
  asked,
  foundRuns,
  paperModelRuns,
  paperModels,
  plannedFocusRuns,
  readingsText,
  splitLines,
} from "./fit-accuracy.ts";

const settings =
  "SmolLM2 135M is our model and all its settings are ours; percent of answers that are the focus label.";

/** Spurious sentiment. */
export const sentimentTable: ResultsTable = {
  id: "fit-ss",
  paper: "FIT",
  title: "Spurious sentiment (SS)",
  about: `The paper's numbers for SS could not be read. ${settings}`,
  lines: (records) => accuracyLines(records, "configs/fit/e1-spurious-sentiment.json"),
};

/** Keywords and phrases that were never trained. */
export const shiftTable: ResultsTable = {
  id: "fit-ss-shift",
  paper: "FIT",
  title: "SS, new keywords and new phrases",
  about: `The paper's numbers for SS could not be read. ${settings}`,
  lines: (records) =>
    (
      [
        ["new keywords", { values: "unseen" }],
        ["new phrases", { phrasing: "heldOut" }],
      ] as const
    ).flatMap(([label, choice]) =>
      accuracyLines(records, "configs/fit/e1-spurious-sentiment.json", choice, ["FIT"]).map(
        (line) => ({ ...line, what: `${line.what}; ${label}` }),
      ),
    ),
};

const smnliConfig = "configs/fit/e2-e3-smnli.json";

/** Genres that are tied to labels. */
export const genreTable: ResultsTable = {
  id: "fit-smnli",
  paper: "FIT",
  title: "SMNLI, trained genres (figure 3a)",
  about: `The paper's numbers are read off its radar plots, to about two points. ${settings}`,
  lines: (records) => [
    ...smnliLines(records, smnliReadings, "seen"),
    ...accuracyLines(records, smnliConfig),
  ],
};

/** Genres that were never trained. */
export const newGenreTable: ResultsTable = {
  id: "fit-smnli-unseen",
  paper: "FIT",
  title: "SMNLI, genres that were never trained (figure 3b)",
  about: `The paper's numbers are read off its radar plots, to about two points. ${settings}`,
  lines: (records) => [
    ...smnliLines(records, smnliUnseenReadings, "unseen"),
    ...accuracyLines(records, smnliConfig, { values: "unseen" }),
  ],
};

/** Heuristics that are tied to labels. */
export const heuristicTable: ResultsTable = {
  id: "fit-shans",
  paper: "FIT",
  title: "SHANS",
  about: `The paper's numbers for SHANS could not be read. Pairs are generated after the design of HANS. ${settings}`,
  lines: (records) => accuracyLines(records, "configs/fit/e5-shans.json"),
};

const bbqConfig = "configs/fit/e4-e6-bbq.json";

/** Questions about people. */
export const biasAccuracyTable: ResultsTable = {
  id: "fit-bbq",
  paper: "FIT",
  title: "BBQ, trained and new groups (figure 5)",
  about: `The paper's numbers are read off its radar plots over its three models. ${settings}`,
  lines: (records) => [
    ...biasReadings.flatMap((reading) => {
      const [method, values = "seen"] = reading.method.split(", ");
      const runs = paperModels.flatMap(({ model }) =>
        paperModelRuns(records, model, "bbq", method!),
      );
      const ours = splitLines(runs, { values: values === "unseen" ? "unseen" : "seen" });
      return asked.map(
        ({ label }, i): ResultLine => ({
          what: `7 to 13 billion weights, ${reading.method}, ${label}`,
          paper: readingsText([i === 0 ? reading.core : reading.spurious]),
          values: ours.filter(({ what }) => what.endsWith(label)).flatMap((line) => line.values),
          command: gpuCommand(paperModels[1].config),
        }),
      );
    }),
    ...(["seen", "unseen"] as const).flatMap((values) =>
      accuracyLines(records, bbqConfig, { values }).map((line) => ({
        ...line,
        what: `${line.what}; ${values} groups`,
      })),
    ),
  ],
};

/** Bias scores under instructions. */
export const biasScoreTable: ResultsTable = {
  id: "fit-bias",
  paper: "FIT",
  title: "BBQ, bias scores",
  about:
    "Score of Parrish et al. 2022 in percent, 0 is unbiased, over all categories; brackets hold its 95 % interval. The paper's numbers could not be read.",
  lines: (records) =>
    distinct(plannedFocusRuns(records, bbqConfig).map(({ config }) => methodName(config))).flatMap(
      (method) => biasLines(records, method),
    ),
};

/** What FIT needs. */
export const ablationTable: ResultsTable = {
  id: "fit-ablations",
  paper: "FIT",
  title: "SS, ablations of FIT",
  about: `What differs from the usual run is named. The paper's ablations could not be read. ${settings}`,
  lines: (records) => {
    const path = "configs/fit/e7-ablations.json";
    return plannedFocusRuns(records, path).flatMap(({ config, record }): readonly ResultLine[] => {
      const what = differences(config);
      const command = sweepCommand(path);
      if (record === undefined) return [{ what, values: [], command }];
      return splitLines(foundRuns([{ record }]), {}, ["iid", "flipped"]).map((line) => ({
        ...line,
        what: `${what}: ${line.what}`,
        command,
      }));
    });
  },
};

function smnliLines(
  records: RecordSet,
  readings: readonly PaperReading[],
  values: ValueSet,
): readonly ResultLine[] {
  return readings.flatMap(({ model, method, split, accuracies }) => {
    const { config } = paperModels.find((one) => one.model === model)!;
    const splits = split === "all" ? undefined : [split];
    const ours = splitLines(paperModelRuns(records, model, "smnli", method), { values }, splits);
    return asked.map(
      ({ label, types }): ResultLine => ({
        what: `${model}, ${method}, ${split === "all" ? "all splits" : split}, ${label}`,
        paper: readingsText(types.map((type) => accuracies[type]!)),
        values: ours.filter(({ what }) => what.endsWith(label)).flatMap((line) => line.values),
        command: gpuCommand(config),
      }),
    );
  });
}

function gpuCommand(config: string): string {
  return `${sweepCommand(config)} --set model=FOLDER`;
}

function biasLines(records: RecordSet, method: string): readonly ResultLine[] {
  const planned = plannedFocusRuns(records, bbqConfig);
  const runs = foundRuns(planned.filter(({ config }) => methodName(config) === method));
  const command = sweepCommand(bbqConfig);
  if (runs.length === 0) return [{ what: `SmolLM2 135M, ${method}`, values: [], command }];
  const byRun = runs.map((run) => ({ ...run, cells: cellsOf([run.result]) }));
  return cellsOf(runs.map(({ result }) => result)).map((cell): ResultLine => {
    const { values, type, condition, interval } = cell;
    const [low, high] = [interval.low, interval.high].map((end) => end.toFixed(0));
    return {
      what: `SmolLM2 135M, ${method}, ${focusTypeNames[type]}, ${condition === "ambig" ? "ambiguous" : "disambiguated"}, ${values} groups`,
      values: byRun.flatMap(({ cells, toValue }) =>
        cells
          .filter(
            (one) => one.values === values && one.type === type && one.condition === condition,
          )
          .map(({ score }) => toValue(score)),
      ),
      detail: `[${low}, ${high}]`,
      command,
    };
  });
}

/** Pooled scores without an instruction, and told to look at the context or not at the group. */
function cellsOf(results: readonly FocusRunResult[]): readonly BiasCell[] {
  const shown: readonly FocusType[] = [0, 1, 3];
  const cells = biasCells(results.map(({ tests }) => ({ method: "", tests })));
  return cells.filter(({ category, type }) => category === allCategories && shown.includes(type));
}

const usual = parseFocusRun({ task: "ss", test: { size: 80 } });

/** What settings have that the usual ones have not: `rho 0.9`. */
function differences(config: FocusRun): string {
  return differ(usual, config).join(", ") || "usual";
}

function differ(one: unknown, other: unknown, path: readonly string[] = []): readonly string[] {
  if (isRecord(one) && isRecord(other)) {
    return Object.keys(other).flatMap((key) => differ(one[key], other[key], [...path, key]));
  }
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  return [`${path.at(-1)} ${valueText(other)}`];
}

function valueText(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return value.map((part) => (typeof part === "number" ? Number(part.toFixed(3)) : part)).join(" ");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
