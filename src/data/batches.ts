import { createRandom, requireInRange } from "../core/index.ts";
import { type AugmentationOptions, type Augmenter, createAugmenter } from "./augment.ts";
import { type Dataset, elementsOf, emptyLike, type InputValues } from "./dataset.ts";

/** Some examples of an epoch, on the host. */
export interface Batch<Inputs extends InputValues = Float32Array> {
  /** Number in the epoch, from 0. */
  readonly index: number;
  /** `[B, inputSize]`, row-major; the batch's own copy. */
  readonly inputs: Inputs;
  /** `[B]`. */
  readonly labels: Int32Array;
  /** Rows of the data set, `[B]`. */
  readonly rows: Int32Array;
}

/** How an epoch is cut into batches. */
export interface BatchOptions {
  /** Examples in a batch; the last one of an epoch may have fewer. */
  readonly batchSize: number;
  /** Integer; with `epoch` it decides the order and the augmentation. */
  readonly seed: number;
  /** Integer >= 0. */
  readonly epoch: number;
  /** Whether the rows come in random order. Default true. */
  readonly shuffle?: boolean | undefined;
  /** Whether a smaller last batch is left out. Default false. */
  readonly dropLast?: boolean | undefined;
  /** Random crops and flips; none by default. */
  readonly augment?: AugmentationOptions | undefined;
}

/** The batches of one epoch. A batch is made when it is asked for. */
export interface Batches<Inputs extends InputValues = Float32Array>
  extends Iterable<Batch<Inputs>> {
  readonly numBatches: number;
  /** The batch of a number in `[0, numBatches)`, the same whenever it is asked for. */
  batch(index: number): Batch<Inputs>;
  /** The batches from a number on: how a run that was stopped within an epoch goes on. */
  from(index: number): Iterable<Batch<Inputs>>;
}

/**
 * Cuts an epoch into batches. Equal options give equal batches on every machine, whatever was asked
 * for before.
 *
 * @throws {ConfigError} If an option is outside its range.
 * @throws {ShapeError} If `augment` is given and the examples are not images.
 * @example
 * for (const { inputs, labels } of createBatches(train, { batchSize: 128, seed: 0, epoch: 1 }))
 *   console.log(inputs.length, labels);
 */
export function createBatches<Inputs extends InputValues>(
  dataset: Dataset<Inputs>,
  { batchSize, seed, epoch, shuffle = true, dropLast = false, augment }: BatchOptions,
): Batches<Inputs> {
  requireInRange("createBatches: batchSize", batchSize, { min: 1, integer: true });
  requireInRange("createBatches: epoch", epoch, { min: 0, integer: true });
  const { size, inputShape } = dataset;
  const order = shuffle
    ? createRandom(seed).fork(`order, epoch ${epoch}`).permutation(size)
    : Array.from({ length: size }, (_, row) => row);
  const write: Augmenter =
    augment === undefined
      ? createCopier(elementsOf(inputShape))
      : createAugmenter(inputShape, { seed, epoch }, augment);
  const numBatches = dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize);

  const batch = (index: number): Batch<Inputs> => {
    requireInRange("batch: index", index, { min: 0, below: numBatches, integer: true });
    const rows = Int32Array.from(order.slice(index * batchSize, (index + 1) * batchSize));
    return gather(dataset, index, rows, write);
  };
  function* from(first: number): Generator<Batch<Inputs>> {
    for (let index = first; index < numBatches; index += 1) yield batch(index);
  }
  return { numBatches, batch, from, [Symbol.iterator]: () => from(0) };
}

function createCopier(width: number): Augmenter {
  return (row, inputs, target, at) =>
    target.set(inputs.subarray(row * width, (row + 1) * width), at);
}

function gather<Inputs extends InputValues>(
  { inputs, labels, inputShape }: Dataset<Inputs>,
  index: number,
  rows: Int32Array,
  write: Augmenter,
): Batch<Inputs> {
  const width = elementsOf(inputShape);
  const gathered = emptyLike(inputs, rows.length * width);
  for (const [place, row] of rows.entries()) write(row, inputs, gathered, place * width);
  return { index, inputs: gathered, labels: rows.map((row) => labels[row]!), rows };
}
