/** A focus accuracy of the paper, in `[0, 1]`: between two bounds where its models differ. */
export interface PaperReading {
  readonly model: "Mistral" | "Llama" | "Vicuna";
  readonly method: "FIT" | "SFT(y_focus)";
  /** `all` where the four splits coincide. */
  readonly split: "all" | "iid" | "high" | "low" | "flipped";
  /** Types 0 to 5. */
  readonly accuracies: readonly number[];
}

/**
 * SMNLI, trained genres: read off the radar plots of figure 3a by pixel, to about two points. The plots of
 * SS could not be read.
 *
 * @see Lamb et al. 2025 (FIT), figure 3a.
 */
export const smnliReadings: readonly PaperReading[] = [
  {
    model: "Mistral",
    method: "FIT",
    split: "all",
    accuracies: [0.88, 0.87, 0.87, 0.88, 0.96, 0.96],
  },
  { model: "Llama", method: "FIT", split: "all", accuracies: [0.86, 0.87, 0.87, 0.86, 0.93, 0.93] },
  { model: "Vicuna", method: "FIT", split: "all", accuracies: [0.8, 0.8, 0.8, 0.79, 0.885, 0.93] },
  reading("iid", 0.33),
  reading("high", 0.78),
  reading("low", 0.14),
  reading("flipped", 0.08),
];

/**
 * SMNLI, genres that were never trained: read off figure 3b in the same way.
 *
 * @see Lamb et al. 2025 (FIT), figure 3b.
 */
export const smnliUnseenReadings: readonly PaperReading[] = [
  {
    model: "Mistral",
    method: "FIT",
    split: "all",
    accuracies: [0.87, 0.86, 0.86, 0.87, 0.245, 0.245],
  },
  { model: "Llama", method: "FIT", split: "all", accuracies: [0.86, 0.84, 0.84, 0.82, 0.28, 0.28] },
  { model: "Vicuna", method: "FIT", split: "all", accuracies: [0.8, 0.8, 0.8, 0.78, 0.335, 0.335] },
];

/** SFT(y_focus) of Mistral: 85 to 90 % on types 0 to 3 of every split. */
function reading(split: PaperReading["split"], spurious: number): PaperReading {
  const core = 0.875;
  const accuracies = [core, core, core, core, spurious, spurious];
  return { model: "Mistral", method: "SFT(y_focus)", split, accuracies };
}
