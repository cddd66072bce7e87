import type { Cell } from "./cell.ts";
import type { Claim } from "./claims.ts";
import { type ContenderName, getContender } from "./contenders.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { RunRecord } from "./grid.ts";
import type { HeatMapSettings } from "./heat-map.ts";
import { compareMaps } from "./heat-map-claims.ts";
import type { DataProvenance } from "./runs.ts";
import { isNormalised, titleOf } from "./setup.ts";
import { isWithin, meanOf, type SeedSummary, summarizeSeeds } from "./summary.ts";

/** The seeds of one method at one eta and radius. */
export interface HeatMapCell extends SeedSummary {
  readonly eta: number;
  readonly maxNorm: number;
}

/** All of one method by one loss. */
export interface MapSummary {
  readonly method: ContenderName;
  readonly label: string;
  readonly objective: Cell["loss"];
  readonly cells: readonly HeatMapCell[];
  /** Mean accuracy over all cells. */
  readonly mean: number;
  readonly best: HeatMapCell;
  readonly worst: HeatMapCell;
  /** Cells within one point of the method's own best. */
  readonly numGood: number;
  /** Cells within one point of the best cell of any method by this loss. */
  readonly numGoodOfAll: number;
  readonly numFailed: number;
  readonly numRuns: number;
}

/** A heat map as plain data: `chart.heatmap(map)` draws it. */
export interface HeatMap {
  readonly title: string;
  readonly method: ContenderName;
  readonly objective: Cell["loss"];
  /** The method's own step sizes, increasing. */
  readonly x: readonly string[];
  /** Radii, increasing. */
  readonly y: readonly string[];
  /** Test accuracy (%), mean over the seeds, `[radii][etas]`. */
  readonly z: readonly (readonly number[])[];
  /** The same in words; `✕` where a seed diverged. */
  readonly text: readonly (readonly string[])[];
  /** Sample standard deviation over the seeds (%), `[radii][etas]`. */
  readonly std: readonly (readonly number[])[];
  /** All maps have the same colours. */
  readonly range: readonly [low: 0, high: 100];
  readonly label: "test accuracy (%)";
}

/** What a study of step size and radius found: every run, and views of them. */
export class HeatMapResult {
  readonly settings: HeatMapSettings;
  readonly data: DataProvenance;
  readonly runs: readonly RunRecord[];
  /** Loss by loss, in each the methods in order. */
  readonly summaries: readonly MapSummary[];

  constructor(settings: HeatMapSettings, data: DataProvenance, runs: readonly RunRecord[]) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
    this.summaries = settings.losses.flatMap((objective) =>
      summarizeMaps(settings, objective, runs),
    );
  }

  /** Data set and model, e.g. `digits, MLP`. */
  get title(): string {
    return titleOf(this.settings);
  }

  /** One map for each loss and method. */
  maps(): readonly HeatMap[] {
    return this.summaries.map((summary) => toMap(this.settings, summary));
  }

  /** One row for each loss and method: mean over the cells, best and worst cell, and how many are good. */
  table(): readonly ResultRow[] {
    return this.summaries.map(({ label, objective, cells, mean, best, worst, ...counts }) => ({
      loss: objective,
      method: label,
      "mean over the cells (%)": percent(mean),
      "best cell (%)": describe(best),
      "worst cell (%)": describe(worst),
      "cells within 1 point of own best": `${counts.numGood} of ${cells.length}`,
      "within 1 point of the best of all": `${counts.numGoodOfAll} of ${cells.length}`,
      "diverged runs": `${counts.numFailed} of ${counts.numRuns}`,
    }));
  }

  /** The paper's claims beside these numbers. */
  claims(): readonly Claim[] {
    return this.settings.losses.flatMap((objective) =>
      compareMaps(
        this.summaries.filter((summary) => summary.objective === objective),
        titleOf(this.settings, objective),
      ),
    );
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data);
  }
}

function summarizeMaps(
  { methods, etas, maxNorms }: HeatMapSettings,
  objective: Cell["loss"],
  runs: readonly RunRecord[],
): readonly MapSummary[] {
  const maps = methods.map((method) => {
    const ofMethod = runs.filter((run) => run.method === method && run.objective === objective);
    const cells = ascending(maxNorms).flatMap((maxNorm) =>
      ascending(etas).map((eta): HeatMapCell => {
        const seeds = ofMethod.filter((run) => run.eta === eta && run.maxNorm === maxNorm);
        return { eta, maxNorm, ...summarizeSeeds(seeds) };
      }),
    );
    return { method, cells, numRuns: ofMethod.length };
  });
  const bestOfAll = Math.max(...maps.flatMap(({ cells }) => cells.map(({ mean }) => mean)));
  return maps.map(({ method, cells, numRuns }) => {
    const best = cells.reduce((a, b) => (b.mean > a.mean ? b : a));
    const countWithin = (reference: number) =>
      cells.filter(({ mean }) => isWithin(mean, reference)).length;
    return {
      ...{ method, label: getContender(method).label, objective, cells, numRuns },
      mean: meanOf(cells.map(({ mean }) => mean)),
      best,
      worst: cells.reduce((a, b) => (b.mean < a.mean ? b : a)),
      numGood: countWithin(best.mean),
      numGoodOfAll: countWithin(bestOfAll),
      numFailed: cells.reduce((sum, { numFailed }) => sum + numFailed, 0),
    };
  });
}

function toMap(
  settings: HeatMapSettings,
  { method, label, objective, cells }: MapSummary,
): HeatMap {
  const [etas, maxNorms] = [ascending(settings.etas), ascending(settings.maxNorms)];
  const { valueAt } = getContender(method);
  const rows = <T>(pick: (cell: HeatMapCell) => T) =>
    maxNorms.map((_, row) => cells.slice(row * etas.length, (row + 1) * etas.length).map(pick));
  return {
    title: [label, titleOf(settings, objective)].join(": "),
    method,
    objective,
    x: etas.map((eta) => `${Number(valueAt(eta, isNormalised(settings)).toPrecision(3))}`),
    y: maxNorms.map(String),
    z: rows(({ mean }) => 100 * mean),
    text: rows(({ mean, numFailed }) => `${percent(mean)}${numFailed > 0 ? " ✕" : ""}`),
    std: rows(({ std }) => 100 * std),
    range: [0, 100],
    label: "test accuracy (%)",
  };
}

function ascending(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

function describe({ mean, eta, maxNorm }: HeatMapCell): string {
  return `${percent(mean)} at eta ${eta}, r ${maxNorm}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
