import type { AblationRun, AblationSettings, BundleMode } from "./ablation.ts";
import { type Claim, ourQuestion } from "./claims.ts";
import { shadeOf } from "./colors.ts";
import { type BandCurve, bandOf } from "./curves.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { DataProvenance } from "./runs.ts";
import { titleOf } from "./setup.ts";
import { formatAccuracy, isWithin, type SeedSummary, summarizeSeeds } from "./summary.ts";

/** What is held equal between bundle sizes and modes. */
export type Budget = "epochs" | "evaluations";

/** One bundle size in one mode. */
export interface AblationSummary {
  readonly bundleSize: number;
  /** `any` for 2 pieces, where all modes are one. */
  readonly mode: BundleMode | "any";
  /** One for each eta, increasing. */
  readonly points: readonly (SeedSummary & { readonly eta: number })[];
  readonly best: SeedSummary & { readonly eta: number };
  readonly numGoodEtas: number;
}

const modeColors: Readonly<Record<BundleMode, string>> = {
  different: "#d6322e",
  same: "#0072b2",
  "different-gradient": "#e69f00",
  "same-gradient": "#56b4e9",
};

/** What an ablation of BORAT found: every run, and views of them. */
export class AblationResult {
  readonly settings: AblationSettings;
  readonly data: DataProvenance;
  readonly runs: readonly AblationRun[];

  constructor(settings: AblationSettings, data: DataProvenance, runs: readonly AblationRun[]) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
  }

  /** Data set, model and loss, e.g. `digits, MLP`. */
  get title(): string {
    return titleOf(this.settings, this.settings.loss);
  }

  /**
   * All bundle sizes and modes: after all epochs, or after the last epoch by which a run had evaluated
   * no more gradients than one per minibatch of all epochs.
   */
  summaries(budget: Budget): readonly AblationSummary[] {
    const { bundleSizes, modes, etas } = this.settings;
    const runs = budget === "epochs" ? this.runs : this.runs.map((run) => this.#cutToBudget(run));
    return [...bundleSizes]
      .sort((a, b) => a - b)
      .flatMap((bundleSize) =>
        (bundleSize === 2 ? modes.slice(0, 1) : modes).map((mode) => {
          const points = [...etas]
            .sort((a, b) => a - b)
            .map((eta) => ({
              eta,
              ...summarizeSeeds(
                runs.filter(
                  (run) => run.bundleSize === bundleSize && run.mode === mode && run.eta === eta,
                ),
              ),
            }));
          const best = points.reduce((a, b) => (b.mean > a.mean ? b : a));
          const numGoodEtas = points.filter(({ mean }) => isWithin(mean, best.mean)).length;
          return { bundleSize, mode: bundleSize === 2 ? "any" : mode, points, best, numGoodEtas };
        }),
      );
  }

  /** One row for each bundle size and mode, each at its best eta at either budget. */
  table(): readonly ResultRow[] {
    const [atEpochs, atEvaluations] = [this.summaries("epochs"), this.summaries("evaluations")];
    return atEpochs.map(({ bundleSize, mode, points, best, numGoodEtas }, i) => {
      const equal = atEvaluations[i]!;
      return {
        pieces: bundleSize,
        mode,
        "best eta": best.eta,
        "equal epochs (%)": formatAccuracy(best),
        "etas within 1 point": `${numGoodEtas} of ${points.length}`,
        updates: Math.round(best.updates),
        "gradient evaluations": Math.round(best.evaluations),
        "equal evaluations (%)": formatAccuracy(equal.best),
        "at eta": equal.best.eta,
      };
    });
  }

  /** Test accuracy (%) against the number of pieces, each at its best eta; one curve a mode. */
  sizeCurves(budget: Budget): readonly BandCurve[] {
    const summaries = this.summaries(budget);
    return this.settings.modes.map((mode) => {
      const members = summaries.filter((summary) => [mode, "any"].includes(summary.mode));
      return {
        name: mode,
        color: modeColors[mode],
        ...bandOf(
          members.map(({ bundleSize }) => bundleSize),
          members.map(({ best }) => best),
        ),
      };
    });
  }

  /** Test accuracy (%) against eta in one mode, one curve for each number of pieces. */
  etaCurves(mode: BundleMode, budget: Budget = "epochs"): readonly BandCurve[] {
    const members = this.summaries(budget).filter((summary) =>
      [mode, "any"].includes(summary.mode),
    );
    return members.map(({ bundleSize, points }, i) => ({
      name: `N = ${bundleSize}`,
      color: shadeOf(i, members.length),
      ...bandOf(
        points.map(({ eta }) => eta),
        points,
      ),
    }));
  }

  /** Whether more pieces widen the range of good etas, and what the modes make of the accuracy. */
  claims(): readonly Claim[] {
    return claimsOf(this);
  }

  /** Shows the table and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data);
  }

  /** The run as if it had ended when its gradients were used up; one that failed stays as it is. */
  #cutToBudget(run: AblationRun): AblationRun {
    const { train, batchSize, epochs } = this.settings;
    const budget = epochs * Math.ceil(train / batchSize);
    const within = run.epochs.filter(({ evaluations }) => evaluations <= budget);
    const last = within.at(-1);
    if (last === undefined || within.length === run.epochs.length) return run;
    const { accuracy, loss } = last;
    return { ...run, epochs: within, failed: false, accuracy, loss };
  }
}

function claimsOf(result: AblationResult): readonly Claim[] {
  const [mode] = result.settings.modes;
  const ofMode = result
    .summaries("epochs")
    .filter((summary) => [mode, "any"].includes(summary.mode));
  const [first, ...larger] = ofMode;
  if (first === undefined || larger.length === 0 || result.settings.etas.length < 2) return [];
  const counts = ofMode.map(({ bundleSize, numGoodEtas }) => `N = ${bundleSize}: ${numGoodEtas}`);
  const bests = ofMode.map(({ bundleSize, best }) => `N = ${bundleSize}: ${formatAccuracy(best)}`);
  return [
    {
      claim: `Every N > ${first.bundleSize} has more good etas than N = ${first.bundleSize} (${result.title})`,
      paper: "the most robust (abstract); ALI-G is N = 2",
      measured: `of ${first.points.length} etas within 1 point of the own best: ${counts.join(", ")}`,
      holds: larger.every(({ numGoodEtas }) => numGoodEtas > first.numGoodEtas),
    },
    {
      claim: `More pieces cost no accuracy in the same epochs (${result.title})`,
      paper: ourQuestion,
      measured: `%, each at its best eta: ${bests.join(", ")}; an update takes N - 1 minibatches`,
      holds: larger.every(({ best }) => isWithin(best.mean, first.best.mean)),
    },
  ];
}
