import { createHash } from "node:crypto";
import { createRandom, type Random } from "../core/index.ts";
import { createDataset, type Dataset } from "./dataset.ts";

/** Length of a signal while it is drawn, and in the data set. */
const DRAWN_LENGTH = 72;
const SIGNAL_LENGTH = 40;

/** One curve for each digit, drawn from the bottom of its stroke to the top. */
const strokes: readonly (readonly number[])[] = [
  [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
  [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
  [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
  [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
  [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
  [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
  [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
  [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
];

/** How many signals of which draw. */
export interface Mnist1dOptions {
  /** A multiple of 10: the classes are of one size. Default 5,000. */
  readonly size?: number;
  /** Data sets of equal size and seed are equal. Default 42. */
  readonly seed?: number;
}

/**
 * Generates MNIST-1D by its published recipe: noisy signals of 40 values that hide one of ten
 * curves, shifted, stretched and sheared. The inputs have mean 0 and standard deviation 1.
 *
 * @see Greydanus and Kobak 2024, "Scaling Down Deep Learning with MNIST-1D".
 */
export function generateMnist1d({ size = 5000, seed = 42 }: Mnist1dOptions = {}): Dataset {
  const random = createRandom(seed).fork("mnist-1d");
  const templates = strokes.map(toTemplate);
  const labels = Int32Array.from({ length: size }, (_, row) => row % templates.length);
  const signals = Array.from(labels, (label) => drawSignal(templates[label]!, random));
  const { mean, deviation } = momentsOf(signals.flat());
  const inputs = Float32Array.from(signals.flat(), (value) => (value - mean) / deviation);
  return createDataset({
    name: "mnist-1d",
    slice: `${size} signals (seed ${seed})`,
    sha256: createHash("sha256").update(inputs).digest("hex"),
    licence: "Apache-2.0 (the recipe)",
    citation:
      "S. Greydanus, D. Kobak. Scaling Down Deep Learning with MNIST-1D. ICML 2024. https://arxiv.org/abs/2011.14439",
    inputShape: [SIGNAL_LENGTH],
    numClasses: templates.length,
    order: random.permutation(size),
    inputs,
    labels,
  });
}

/** Mean 0 and deviation 1 over the curve, then moved to start at 0 and made a sixth as high. */
function toTemplate(stroke: readonly number[]): readonly number[] {
  const { mean, deviation } = momentsOf(stroke);
  const scaled = stroke.map((value) => (value - mean) / deviation);
  return scaled.map((value) => (value - scaled[0]!) / 6);
}

/** One signal: pad, stretch, scale, shift, fill with smooth noise, add noise, shear, shorten. */
function drawSignal(template: readonly number[], random: Random): readonly number[] {
  const padding = 36 + random.integer(25); // 36 to 60
  // The offset tells the curve's own zeros from the padding's.
  const padded = [...template.map((value) => value + 1e-8), ...new Array(padding).fill(0)];
  const scale = 1 + 0.4 * random.uniform(-0.5, 0.5);
  const drawn = resample(padded, DRAWN_LENGTH).map((value) => scale * value);
  const shifted = rotate(drawn, random.integer(48));
  const background = blur(shifted.map(() => random.normal(0, 0.25)));
  const filled = shifted.map((value, i) => (value === 0 ? background[i]! : value));
  const noisy = filled.map((value) => value + random.normal(0, 0.02));
  const slope = 0.75 * random.uniform(-0.5, 0.5);
  const sheared = noisy.map((value, i) => value - slope * (i / (DRAWN_LENGTH - 1) - 0.5));
  return resample(sheared, SIGNAL_LENGTH);
}

/** Linear interpolation at `length` places from the first value to the last. */
export function resample(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => {
    const place = (i * (values.length - 1)) / (length - 1);
    const left = Math.min(Math.floor(place), values.length - 2);
    const weight = place - left;
    return (1 - weight) * values[left]! + weight * values[left + 1]!;
  });
}

/** Gaussian filter of deviation 2, cut at 8, the edges mirrored with the outermost value repeated. */
export function blur(values: readonly number[]): number[] {
  const RADIUS = 8;
  const weights = Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) ** 2) / 8),
  );
  const total = weights.reduce((a, b) => a + b);
  const { length } = values;
  const mirrored = (i: number) => values[i < 0 ? -1 - i : i < length ? i : 2 * length - 1 - i]!;
  return values.map(
    (_, i) =>
      weights.reduce((sum, weight, j) => sum + weight * mirrored(i + j - RADIUS), 0) / total,
  );
}

/** The last `count` values come first. */
function rotate(values: readonly number[], count: number): readonly number[] {
  const split = values.length - count;
  return [...values.slice(split), ...values.slice(0, split)];
}

/** Mean and population standard deviation. */
function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
