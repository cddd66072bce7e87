import { type Claim, compareWithPaper } from "./claims.ts";
import type { RobustnessSettings } from "./config.ts";
import { type BandCurve, type Curve, lossCurve, robustnessCurve } from "./curves.ts";
import { formatAccuracy, type MethodSummary, type RunRecord, summarize } from "./summary.ts";

/** Where the numbers of a result come from. */
export interface DataProvenance {
  readonly name: string;
  readonly sha256: string;
  readonly licence: string;
  readonly citation: string;
  /** The slices, in words. */
  readonly train: string;
  readonly test: string;
}

/** A row of the result's table. */
export type ResultRow = Readonly<Record<string, string | number>>;

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
    const { model, loss } = this.settings;
    const network = model === "mlp" ? "MLP" : "conv net";
    return [this.data.name, network, ...(loss === "hinge" ? ["hinge"] : [])].join(", ");
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
    const [seed] = this.settings.seeds;
    return this.summaries.flatMap(({ method, best }) =>
      this.runs
        .filter((run) => run.method === method && run.eta === best.eta && run.seed === seed)
        .map(lossCurve),
    );
  }

  /** The paper's claims beside these numbers. */
  claims(): readonly Claim[] {
    return compareWithPaper(this.summaries, this.title);
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    const { name, sha256, licence, train, test } = this.data;
    const source = `Trained on ${train}; tested on ${test}. Data: ${name}, sha256 ${sha256.slice(0, 12)}, ${licence}.`;
    const rows = this.table();
    const lines = rows.map((row) => Object.values(row).join(" | "));
    const columns = Object.keys(rows[0] ?? {});
    const header = [columns.join(" | "), columns.map(() => "---").join(" | ")];
    const markdown = [...header, ...lines].map((line) => `| ${line} |`).join("\n");
    return {
      "text/plain": [this.title, columns.join(" | "), ...lines, source].join("\n"),
      "text/markdown": `**${this.title}**\n\n${markdown}\n\n${source}`,
    };
  }
}
