import { focusTypeNames, trainedFocusTypes } from "../instructions.ts";

/** An accuracy in `[0, 1]`, from the least to the greatest number that fits the plot. */
export type Reading = readonly [low: number, high: number];

/** Focus accuracies of one of the paper's models. */
export interface PaperReading {
  readonly model: "Mistral" | "Llama" | "Vicuna";
  readonly method: "FIT" | "SFT(y_focus)";
  /** `all` where the four splits coincide. */
  readonly split: "all" | "iid" | "high" | "low" | "flipped";
  /** Types 0 to 5. */
  readonly accuracies: readonly Reading[];
}

/**
 * SMNLI, trained genres. Read off the radar plots of the paper's project page by pixel, to about two points:
 * these are not numbers that the paper prints. The plots of SS could not be read.
 *
 * @see Lamb et al. 2025 (FIT), figure 3a.
 */
export const smnliReadings: readonly PaperReading[] = [
  readFit("Mistral", [88, 87, 87, 88, 96, 96]),
  readFit("Llama", [86, 87, 87, 86, 93, 93]),
  readFit("Vicuna", [80, 80, 80, 79, [86, 91], [92, 94]]),
  ...readSftFocus("Mistral", {
    iid: [[85, 90], 33],
    high: [[85, 90], 78],
    low: [[85, 90], 14],
    flipped: [[85, 90], 8],
  }),
  ...readSftFocus("Llama", { iid: [70, 53], high: [90, 88], low: [60, 40], flipped: [60, 40] }),
  ...readSftFocus("Vicuna", { iid: [58, 48], high: [70, 65], low: [51, 42], flipped: [51, 42] }),
];

/**
 * SMNLI, genres that were never trained: read in the same way. Chance is a third.
 *
 * @see Lamb et al. 2025 (FIT), figure 3b.
 */
export const smnliUnseenReadings: readonly PaperReading[] = [
  readFit("Mistral", [87, 86, 86, 87, [22, 27], [22, 27]]),
  readFit("Llama", [86, 84, 84, 82, 28, 28]),
  readFit("Vicuna", [80, 80, 80, 78, [31, 36], [31, 36]]),
];

/** A row of a table: what it is of, then each type's percent by its short name. */
export interface ReadingRow extends Pick<PaperReading, "model" | "method" | "split"> {
  readonly [type: string]: string;
}

/** Writes readings as rows of a table, in percent, with the columns of `accuracyRows`. */
export function readingRows(readings: readonly PaperReading[]): readonly ReadingRow[] {
  return readings.map(({ model, method, split, accuracies }) => {
    const texts = trainedFocusTypes.map((type) => [
      focusTypeNames[type],
      readingText(accuracies[type]!),
    ]);
    return { model, method, split, ...Object.fromEntries(texts) };
  });
}

/** Percent as it is read: one number, or from where to where. */
type Percent = number | readonly [low: number, high: number];

function readFit(model: PaperReading["model"], percents: readonly Percent[]): PaperReading {
  return { model, method: "FIT", split: "all", accuracies: percents.map(toReading) };
}

/** Types 0 to 3 coincide there, and so do 4 and 5. */
function readSftFocus(
  model: PaperReading["model"],
  splits: Readonly<
    Record<Exclude<PaperReading["split"], "all">, readonly [core: Percent, spurious: Percent]>
  >,
): readonly PaperReading[] {
  return (["iid", "high", "low", "flipped"] as const).map((split) => {
    const [core, spurious] = splits[split].map(toReading);
    const accuracies = [core!, core!, core!, core!, spurious!, spurious!];
    return { model, method: "SFT(y_focus)", split, accuracies };
  });
}

function toReading(percent: Percent): Reading {
  const [low, high] = typeof percent === "number" ? [percent, percent] : percent;
  return [low / 100, high / 100];
}

function readingText([low, high]: Reading): string {
  const [from, to] = [low, high].map((share) => (100 * share).toFixed(0));
  return from === to ? `${from}` : `${from}-${to}`;
}
