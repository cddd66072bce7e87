import { type Claim, INTERPOLATION_LOSS, ourQuestion } from "./claims.ts";
import { shadeOf } from "./colors.ts";
import { getContender } from "./contenders.ts";
import type { Curve } from "./curves.ts";
import { displayRows, type ResultRow } from "./display.ts";
import type { InterpolationRun, InterpolationSettings } from "./interpolation.ts";
import { hasPlateaued } from "./plateau.ts";
import type { DataProvenance } from "./runs.ts";
import { titleOf } from "./setup.ts";
import { formatAccuracy, meanOf, type SeedSummary, summarizeSeeds } from "./summary.ts";

/** The seeds of one width. */
export interface WidthSummary {
  readonly width: number;
  readonly test: SeedSummary;
  /** Accuracy on the training slice after the last epoch. */
  readonly training: SeedSummary;
  /** Mean loss of the last epoch, per example, mean over the seeds; NaN if all diverged. */
  readonly loss: number;
  /** Whether the loss of every seed comes to 0.01 per example or less, the authors' rule of thumb. */
  readonly interpolates: boolean;
  /** Seeds whose loss has stopped to fall above that. */
  readonly numPlateaued: number;
}

/** What a check of interpolation found: every run, and views of them. */
export class InterpolationResult {
  readonly settings: InterpolationSettings;
  readonly data: DataProvenance;
  readonly runs: readonly InterpolationRun[];
  /** Narrowest first. */
  readonly summaries: readonly WidthSummary[];

  constructor(
    settings: InterpolationSettings,
    data: DataProvenance,
    runs: readonly InterpolationRun[],
  ) {
    this.settings = settings;
    this.data = data;
    this.runs = runs;
    this.summaries = [...settings.widths]
      .sort((a, b) => a - b)
      .map((width) =>
        summarizeWidth(
          width,
          runs.filter((run) => run.width === width),
        ),
      );
  }

  /** Data set, model, loss and method, e.g. `digits, MLP, BORAT 3 at eta 0.1`. */
  get title(): string {
    const { loss, method, eta } = this.settings;
    return `${titleOf(this.settings, loss)}, ${getContender(method).label} at eta ${eta}`;
  }

  /** One row a width: the loss of the last epoch, the accuracies, and whether the model interpolates. */
  table(): readonly ResultRow[] {
    return this.summaries.map(({ width, test, training, loss, interpolates, numPlateaued }) => ({
      width,
      "training loss": Number(loss.toPrecision(2)),
      "training accuracy (%)": formatAccuracy(training),
      "test accuracy (%)": formatAccuracy(test),
      "loss <= 0.01": interpolates ? "yes" : "no",
      plateaued: `${numPlateaued} of ${test.accuracies.length}`,
      "diverged runs": `${test.numFailed} of ${test.accuracies.length}`,
    }));
  }

  /** Training loss against epochs, one curve a width, first seed. */
  lossCurves(): readonly Curve[] {
    const [seed] = this.settings.seeds;
    return this.summaries.flatMap(({ width }, i) =>
      this.runs
        .filter((run) => run.width === width && run.seed === seed)
        .map(({ epochs }) => ({
          name: `width ${width}`,
          color: shadeOf(i, this.summaries.length),
          x: epochs.map(({ epoch }) => epoch),
          y: epochs.map(({ loss }) => loss),
        })),
    );
  }

  /** The authors' rule of thumb as a line for the same figure. */
  bound(): Curve {
    return {
      name: `${INTERPOLATION_LOSS} per example`,
      color: "#999999",
      x: [1, this.settings.epochs],
      y: [INTERPOLATION_LOSS, INTERPOLATION_LOSS],
    };
  }

  /** A sentence for each width whose loss has stopped to fall above the bound. */
  warnings(): readonly string[] {
    return this.summaries
      .filter(({ numPlateaued }) => numPlateaued > 0)
      .map(
        ({ width, loss }) =>
          `Width ${width}: the training loss has stopped to fall at ${loss.toPrecision(2)}, above ${INTERPOLATION_LOSS}. The lower bound 0 is not attained, so the step rule does not shorten its steps: take a wider model, less regularisation, or a method with a schedule.`,
      );
  }

  /** Whether some width satisfies the premise, and whether more width helps. */
  claims(): readonly Claim[] {
    const widest = this.summaries.at(-1)!;
    const losses = this.summaries.map(({ width, loss }) => `${width}: ${loss.toPrecision(2)}`);
    return [
      {
        claim: `The widest model interpolates its training slice (${this.title})`,
        paper: "the premise: a loss of about 0.01 or less per example (the authors' README)",
        measured: `width ${widest.width}: loss ${widest.loss.toPrecision(2)}, training accuracy ${formatAccuracy(widest.training)} %`,
        holds: widest.interpolates,
      },
      {
        claim: `Each wider model ends at a lower training loss (${this.title})`,
        paper: ourQuestion,
        measured: `loss by width: ${losses.join(", ")}`,
        holds:
          this.summaries.length < 2
            ? "not tested"
            : this.summaries.every(({ loss }, i) => i === 0 || loss < this.summaries[i - 1]!.loss),
      },
    ];
  }

  /** Shows the table, the warnings and where its data came from. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return displayRows(this.title, this.table(), this.data, this.warnings());
  }
}

function summarizeWidth(width: number, runs: readonly InterpolationRun[]): WidthSummary {
  // Not the run's own accuracy, which is of the epoch that was best on the training slice.
  const atEnd = (pick: "accuracy" | "validationAccuracy") =>
    summarizeSeeds(
      runs.map((run) => {
        const accuracy = run.epochs.at(-1)?.[pick] ?? Number.NaN;
        return { ...run, accuracy: run.failed ? run.accuracy : accuracy };
      }),
    );
  const losses = runs.map(({ loss }) => loss);
  return {
    width,
    test: atEnd("accuracy"),
    training: atEnd("validationAccuracy"),
    loss: meanOf(losses.filter(Number.isFinite)),
    interpolates: losses.every((loss) => loss <= INTERPOLATION_LOSS),
    numPlateaued: runs.filter(({ epochs }) =>
      hasPlateaued(
        epochs.map(({ loss }) => loss),
        INTERPOLATION_LOSS,
      ),
    ).length,
  };
}
