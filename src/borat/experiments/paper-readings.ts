/** What Adam reaches at one learning rate, over the radii 50 to 250. */
export interface AdamReading {
  readonly dataset: "cifar-100" | "tiny-imagenet";
  readonly loss: "cross-entropy" | "hinge";
  readonly eta: number;
  /** Test accuracy, percent, from the least to the greatest radius. */
  readonly percent: string;
}

const etas = [1e-4, 1e-3, 1e-2, 1e-1] as const;

/**
 * Adam on a wide residual network 40-4, single runs; Tiny ImageNet is judged on its validation images. Of the
 * other methods no number could be read.
 *
 * @see Paren et al. 2022 (BORAT), figure 6, as logged in the authors' repository.
 */
export const adamReadings: readonly AdamReading[] = [
  ...read("cifar-100", "cross-entropy", ["63.6-64.8", "68.9-69.9", "65.3-67.2", "56.0-61.1"]),
  ...read("cifar-100", "hinge", Array(4).fill("1.0-8.5 over all eta")),
  ...read("tiny-imagenet", "cross-entropy", [...Array(3).fill("52-56 up to 0.01"), "0.5-28"]),
  ...read("tiny-imagenet", "hinge", Array(4).fill("at most 2.8 over all eta")),
];

function read(
  dataset: AdamReading["dataset"],
  loss: AdamReading["loss"],
  percents: readonly string[],
): readonly AdamReading[] {
  return percents.map((percent, i) => ({ dataset, loss, eta: etas[i]!, percent }));
}
