import { type Claim, ourQuestion } from "./claims.ts";
import type { ContenderName } from "./contenders.ts";
import { type BandCurve, robustnessCurve } from "./curves.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { RunRecord } from "./grid.ts";
import type { MomentumSettings } from "./momentum.ts";
import type { DataProvenance } from "./runs.ts";
import { titleOf } from "./setup.ts";
import { formatAccuracy, isWithin, type MethodSummary, summarize } from "./summary.ts";

/** A curve that is drawn dashed or not. */
export interface DashedCurve extends BandCurve {
  readonly dashed: boolean;
}

/** What a study of the momentum found: every run, and views of them. */
export class MomentumResult {
  readonly settings: MomentumSettings;
  readonly data: DataProvenance;
  readonly runs: readonly RunRecord[];
  /** The methods' summaries for each momentum, in the order of the settings. */
  readonly summaries: readonly {
    readonly momentum: number;
    readonly methods: readonly MethodSummary[];
  }[];

  constructor(settings: MomentumSettings, data: DataProvenance, runs: readonly RunRecord[]) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
    this.summaries = settings.momenta.map((momentum) => ({
      momentum,
      methods: summarize(runs.filter((run) => run.momentum === momentum)),
    }));
  }

  /** Data set, model and loss, e.g. `digits, MLP`. */
  get title(): string {
    return titleOf(this.settings, this.settings.loss);
  }

  /** One row for each method and momentum: the accuracy (%) at every eta. */
  table(): readonly ResultRow[] {
    return this.#byMethod().flatMap(({ summaries }) =>
      summaries.map(({ momentum, summary }) => ({
        method: summary.label,
        momentum,
        ...Object.fromEntries(
          summary.points.map((point) => [`eta ${point.eta}`, formatAccuracy(point)]),
        ),
        "etas within 1 point": `${summary.numGoodEtas} of ${summary.points.length}`,
        "diverged runs": `${summary.numFailed} of ${summary.numRuns}`,
      })),
    );
  }

  /** Test accuracy (%) against eta, one curve for each method and momentum; dashed with the least momentum. */
  curves(): readonly DashedCurve[] {
    const least = Math.min(...this.settings.momenta);
    return this.#byMethod().flatMap(({ summaries }) =>
      summaries.map(({ momentum, summary }) => {
        const curve = robustnessCurve(summary);
        return {
          ...curve,
          name: `${curve.name}, momentum ${momentum}`,
          dashed: momentum === least,
        };
      }),
    );
  }

  /** Whether each method does better with the least momentum than with the most at the largest eta. */
  claims(): readonly Claim[] {
    const [least, most] = [Math.min, Math.max].map((pick) => pick(...this.settings.momenta));
    return this.#byMethod().flatMap(({ summaries }) => {
      const at = (wanted: number | undefined) =>
        summaries.find(({ momentum }) => momentum === wanted)?.summary;
      const [without, having] = [at(least), at(most)];
      const [calm, fast] = [without?.points.at(-1), having?.points.at(-1)];
      if (without === undefined || having === undefined || calm === undefined || fast === undefined)
        return [];
      return [
        {
          claim: `At eta ${calm.eta}, ${without.label} is more than a point better with the least momentum (${this.title})`,
          paper: ourQuestion,
          measured: `momentum ${least}: ${formatAccuracy(calm)} %; momentum ${most}: ${formatAccuracy(fast)} %; at their best etas: ${[without, having].map(({ best }) => `${formatAccuracy(best)} % at ${best.eta}`).join(" and ")}`,
          holds: !isWithin(fast.mean, calm.mean),
        },
      ];
    });
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data);
  }

  #byMethod(): readonly {
    readonly method: ContenderName;
    readonly summaries: readonly { readonly momentum: number; readonly summary: MethodSummary }[];
  }[] {
    return this.settings.methods.map((method) => ({
      method,
      summaries: this.summaries.flatMap(({ momentum, methods }) =>
        methods
          .filter((summary) => summary.method === method)
          .map((summary) => ({ momentum, summary })),
      ),
    }));
  }
}
