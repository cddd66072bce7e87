/** Focus accuracies that the paper's models have on BBQ, in `[0, 1]`. */
export interface BiasReading {
  readonly method: string;
  /** From the lowest to the highest of its models, under types 0 to 3. */
  readonly core: readonly [low: number, high: number];
  /** The same under types 4 and 5. */
  readonly spurious: readonly [low: number, high: number];
}

/**
 * BBQ, for Mistral, Llama and Vicuna of 7 to 13 billion weights: read off the radar plots by pixel, to about
 * two points. Which groups were unseen there could not be read.
 *
 * @see Lamb et al. 2025 (FIT), figure 5.
 */
export const biasReadings: readonly BiasReading[] = [
  { method: "FIT, seen", core: [0.99, 1], spurious: [0.94, 0.95] },
  { method: "FIT, unseen", core: [0.98, 0.99], spurious: [0.84, 0.86] },
  { method: "SFT(y_focus)", core: [0.8, 0.9], spurious: [0.3, 0.45] },
  { method: "few-shot", core: [0.45, 0.8], spurious: [0.38, 0.5] },
];
