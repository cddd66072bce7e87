import { createRandom, type Random, requireInRange, ShapeError } from "../core/index.ts";
import type { InputValues } from "./dataset.ts";

/** How images are moved while a model trains. */
export interface AugmentationOptions {
  /** Most pixels by which an image is moved, each way; what comes in from outside is 0. Default 4. */
  readonly padding?: number | undefined;
  /** Whether half of the images are mirrored, left to right. Default true. */
  readonly flip?: boolean | undefined;
}

/** How one image is moved. */
export interface ImageMove {
  /** Row of the image that becomes the first, in `[-padding, padding]`. */
  readonly top: number;
  /** Column of the image that becomes the first, in `[-padding, padding]`. */
  readonly left: number;
  readonly isFlipped: boolean;
}

/** Writes one example, moved, into a batch. */
export type Augmenter = (row: number, inputs: InputValues, target: InputValues, at: number) => void;

/**
 * Makes random crops of the padded image with random flips, as the CIFAR experiments of BORAT do.
 * An example's move depends on the seed, the epoch and its row alone, not on its batch.
 *
 * @param shape - Of one image: `[height, width]` or `[height, width, channels]`.
 * @param draw - Seed and epoch, both integers.
 * @throws {ShapeError} If the examples are not images.
 * @throws {ConfigError} If `padding` is not an integer >= 0.
 * @see The published code of ALI-G and BORAT: 32x32 crops of the image padded by 4, and flips.
 */
export function createAugmenter(
  shape: readonly number[],
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
  { padding = 4, flip = true }: AugmentationOptions = {},
): Augmenter {
  requireInRange("createAugmenter: padding", padding, { min: 0, integer: true });
  const [height, width, channels = 1] = shape;
  if (height === undefined || width === undefined || shape.length > 3) {
    throw new ShapeError("createAugmenter: shape of an example", {
      expected: ["height", "width", "channels"],
      actual: shape,
    });
  }
  const size = { height, width, channels };
  const random = createRandom(seed).fork(`augmentation, epoch ${epoch}`);
  return (row, inputs, target, at) => {
    const move = drawMove(random.fork(String(row)), padding, flip);
    const from = row * height * width * channels;
    moveImage(inputs, from, target, at, size, move);
  };
}

function drawMove(random: Random, padding: number, flip: boolean): ImageMove {
  const sides = 2 * padding + 1;
  return {
    top: random.integer(sides) - padding,
    left: random.integer(sides) - padding,
    isFlipped: flip && random.integer(2) === 1,
  };
}

/** Height, width and channels of an image. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Copies an image, moved and then mirrored; pixels from outside are 0.
 *
 * @param source - `[..., height, width, channels]`.
 * @param from - Where the image starts in `source`.
 * @param target - Same element type; the image is written from `at` on.
 */
export function moveImage(
  source: InputValues,
  from: number,
  target: InputValues,
  at: number,
  { height, width, channels }: ImageSize,
  { top, left, isFlipped }: ImageMove,
): void {
  const line = width * channels;
  target.fill(0, at, at + height * line);
  const firstColumn = Math.max(0, left);
  const endColumn = Math.min(width, width + left);
  for (let y = Math.max(0, -top); y < Math.min(height, height - top); y += 1) {
    const sourceLine = from + (y + top) * line;
    const targetLine = at + y * line;
    for (let column = firstColumn; column < endColumn; column += 1) {
      const x = isFlipped ? width - 1 - (column - left) : column - left;
      const source0 = sourceLine + column * channels;
      const target0 = targetLine + x * channels;
      for (let c = 0; c < channels; c += 1) target[target0 + c] = source[source0 + c]!;
    }
  }
}
