import { type Claim, compareWithPaper } from "./claims.ts";
import type { RobustnessSettings } from "./config.ts";
import { type BandCurve, type Curve, lossCurve, robustnessCurve } from "./curves.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { RunRecord } from "./grid.ts";
import type { DataProvenance } from "./runs.ts";
import { titleOf } from "./setup.ts";
import { formatAccuracy, type MethodSummary, summarize } from "./summary.ts";

/** What a robustness experiment found: every run, and views of them. */
export class RobustnessResult {
  readonly settings: RobustnessSettings;
  readonly data: DataProvenance;
  readonly runs: readonly RunRecord[];
  readonly summaries: readonly MethodSummary[];

  constructor(settings: RobustnessSettings, data: DataProvenance, runs: readonly RunRecord[]) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
    this.summaries = summarize(runs);
  }

  /** Data set, model and loss, e.g. `digits, MLP`. */
  get title(): string {
    return titleOf(this.settings, this.settings.loss);
  }

  /** One row a method: its best eta, the accuracy there (mean ± std over the seeds), and its robustness. */
  table(): readonly ResultRow[] {
    return this.summaries.map(({ label, best, worst, points, ...summary }) => ({
      method: label,
      "best eta": best.eta,
      "test accuracy (%)": formatAccuracy(best),
      "etas within 1 point": `${summary.numGoodEtas} of ${points.length}`,
      "at its worst eta (%)": formatAccuracy(worst),
      "diverged runs": `${summary.numFailed} of ${summary.numRuns}`,
    }));
  }

  /** Test accuracy (%) against eta, one curve a method, with a band over the seeds. */
  robustnessCurves(): readonly BandCurve[] {
    return this.summaries.map(robustnessCurve);
  }

  /** Training loss against epochs of each method at its best eta, first seed. */
  lossCurves(): readonly Curve[] {
    return bestRuns(this.runs, this.summaries, this.settings.seeds[0]).map(lossCurve);
  }

  /** The paper's claims beside these numbers. */
  claims(): readonly Claim[] {
    return compareWithPaper(this.summaries, this.title);
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data);
  }
}

/** The run of each method at its best eta with one seed. */
export function bestRuns(
  runs: readonly RunRecord[],
  summaries: readonly MethodSummary[],
  seed: number | undefined,
): readonly RunRecord[] {
  return summaries.flatMap(({ method, best }) =>
    runs.filter((run) => run.method === method && run.eta === best.eta && run.seed === seed),
  );
}
