import { type Claim, compareWithPaper } from "./claims.ts";
import type { ComparisonSettings } from "./comparison.ts";
import { getContender } from "./contenders.ts";
import {
  accuracyCurve,
  type BandCurve,
  type CourseAxis,
  type Curve,
  lossCurve,
  robustnessCurve,
} from "./curves.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { RunRecord } from "./grid.ts";
import { bestRuns } from "./result.ts";
import type { DataProvenance } from "./runs.ts";
import { titleOf } from "./setup.ts";
import { formatAccuracy, type MethodSummary, summarize } from "./summary.ts";

/** Bars of a figure, as plain data: `chart.bar(bars)` draws them. */
export interface Bars {
  readonly x: readonly string[];
  readonly y: readonly number[];
  readonly error: readonly number[];
}

/** What a comparison of methods found: every run, and views of them. */
export class ComparisonResult {
  readonly settings: ComparisonSettings;
  readonly data: DataProvenance;
  readonly runs: readonly RunRecord[];
  readonly summaries: readonly MethodSummary[];

  constructor(settings: ComparisonSettings, data: DataProvenance, runs: readonly RunRecord[]) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
    const { methods } = settings; // their first runs need not be in this order
    this.summaries = [...summarize(runs)].sort(
      (a, b) => methods.indexOf(a.method) - methods.indexOf(b.method),
    );
  }

  /** Data set, model and loss, e.g. `digits, MLP`. */
  get title(): string {
    return titleOf(this.settings, this.settings.loss);
  }

  /**
   * One row a method: its knob, its best eta, the accuracy there (mean ± std over the seeds), how many
   * etas are good, and the cost of a run at the best eta. `published` in place of an eta: the method
   * ran at its published setting alone.
   */
  table(): readonly ResultRow[] {
    return this.summaries.map((summary) => {
      const { method, label, best, points, numFailed, numRuns } = summary;
      const { family, knob, isUntuned } = getContender(method);
      const isSingle = points.length === 1;
      return {
        method: label,
        family,
        knob,
        "best eta": isSingle && isUntuned && best.eta === 1 ? "published" : best.eta,
        "test accuracy (%)": formatAccuracy(best),
        "etas within 1 point": isSingle ? "-" : `${summary.numGoodEtas} of ${points.length}`,
        "training loss": Number(best.loss.toPrecision(2)),
        updates: Math.round(best.updates),
        "gradient evaluations": Math.round(best.evaluations),
        seconds: Number(best.seconds.toFixed(2)),
        "diverged runs": `${numFailed} of ${numRuns}`,
      };
    });
  }

  /** Test accuracy (%) of each method at its best eta, with the standard deviation; best first. */
  accuracyBars(): Bars {
    const sorted = [...this.summaries].sort((a, b) => b.best.mean - a.best.mean);
    return {
      x: sorted.map(({ label }) => label),
      y: sorted.map(({ best }) => 100 * best.mean),
      error: sorted.map(({ best }) => 100 * best.std),
    };
  }

  /** Test accuracy (%) against eta, one curve for each method that ran at several, with a band over the seeds. */
  robustnessCurves(): readonly BandCurve[] {
    return this.summaries.filter(({ points }) => points.length > 1).map(robustnessCurve);
  }

  /** Training loss against epochs of each method at its best eta, first seed. */
  lossCurves(): readonly Curve[] {
    return this.#bestRuns().map(lossCurve);
  }

  /** Test accuracy (%) of each method at its best eta, first seed, in the course of its training. */
  accuracyCurves(axis: CourseAxis): readonly Curve[] {
    return this.#bestRuns().map((run) => accuracyCurve(run, axis));
  }

  /** The paper's claims beside these numbers. */
  claims(): readonly Claim[] {
    return compareWithPaper(this.summaries, this.title);
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data);
  }

  #bestRuns(): readonly RunRecord[] {
    return bestRuns(this.runs, this.summaries, this.settings.seeds[0]);
  }
}
