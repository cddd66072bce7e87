import { ConfigError, ShapeError } from "../core/index.ts";
import type { ChannelScale } from "./channel-scale.ts";

/** Values of examples: numbers as a model takes them, or the bytes of images (a quarter as large). */
export type InputValues = Float32Array | Uint8Array;

/** Labelled examples in memory, and where they came from. */
export interface Dataset<Inputs extends InputValues = Float32Array> {
  readonly name: string;
  /** Which part of the data set this is, in words. */
  readonly slice: string;
  /** Of the files it was read from; of the recipe where it was generated. */
  readonly sha256: string;
  readonly licence: string;
  readonly citation: string;
  /** Number of examples. */
  readonly size: number;
  /** Shape of one example, e.g. `[28, 28]`; images in colour are `[height, width, channels]`. */
  readonly inputShape: readonly number[];
  readonly numClasses: number;
  /** Row numbers in random order, the same on every machine: what `splitDataset` goes by. */
  readonly order: readonly number[];
  /** `[size, ...inputShape]`, row-major. */
  readonly inputs: Inputs;
  /** `[size]`, in `[0, numClasses)`. */
  readonly labels: Int32Array;
  /** What turns bytes into a model's inputs, channel by channel: see `scaleChannels`. */
  readonly scale?: ChannelScale | undefined;
}

/** Images of `[height, width, channels]`, kept as bytes. */
export type ImageDataset = Dataset<Uint8Array>;

/** Two slices of one data set without a common example. */
export interface Split<Inputs extends InputValues = Float32Array> {
  readonly train: Dataset<Inputs>;
  readonly test: Dataset<Inputs>;
}

/** How many examples go where. */
export interface SplitOptions {
  readonly train: number;
  /** By default all that are left. */
  readonly test?: number | undefined;
}

/**
 * Checks that the arrays fit the shape.
 *
 * @param fields - Everything but `size`, which is the number of labels.
 * @throws {ShapeError} If `inputs` does not hold one `inputShape` for each label.
 * @throws {ConfigError} If a label is outside `[0, numClasses)` or `order` does not name every row.
 */
export function createDataset<Inputs extends InputValues>(
  fields: Omit<Dataset<Inputs>, "size">,
): Dataset<Inputs> {
  const { name, inputs, labels, order, inputShape, numClasses } = fields;
  const size = labels.length;
  const expected = size * elementsOf(inputShape);
  if (inputs.length !== expected) {
    throw new ShapeError(`createDataset: inputs of ${name}`, {
      expected: [expected],
      actual: [inputs.length],
    });
  }
  const wrong = labels.find((label) => !(label >= 0 && label < numClasses));
  if (wrong !== undefined) {
    throw new ConfigError(
      `createDataset: labels of ${name} must be in [0, ${numClasses}), got ${wrong}`,
    );
  }
  if (order.length !== size || new Set(order).size !== size) {
    throw new ConfigError(
      `createDataset: order of ${name} must name each of ${size} rows once, got ${order.length} numbers`,
    );
  }
  return { ...fields, size };
}

/**
 * Copies some rows into a data set of their own.
 *
 * @param indices - Row numbers, in the order wanted.
 * @param slice - What the rows are, in words.
 */
export function selectRows<Inputs extends InputValues>(
  dataset: Dataset<Inputs>,
  indices: readonly number[],
  slice: string,
): Dataset<Inputs> {
  const width = elementsOf(dataset.inputShape);
  const inputs = emptyLike(dataset.inputs, indices.length * width);
  for (const [row, index] of indices.entries()) {
    inputs.set(dataset.inputs.subarray(index * width, (index + 1) * width), row * width);
  }
  const labels = Int32Array.from(indices, (index) => dataset.labels[index]!);
  const order = indices.map((_, row) => row);
  return { ...dataset, slice, size: indices.length, order, inputs, labels };
}

/**
 * Splits by the data set's fixed order: its first rows train, the next ones test.
 *
 * @throws {ConfigError} If the data set has too few examples.
 * @example
 * const { train, test } = splitDataset(await loadDataset("digits"), { train: 1000 });
 */
export function splitDataset<Inputs extends InputValues>(
  dataset: Dataset<Inputs>,
  { train, test = dataset.size - train }: SplitOptions,
): Split<Inputs> {
  if (!(train > 0 && test > 0 && train + test <= dataset.size)) {
    throw new ConfigError(
      `splitDataset: train and test must be positive and add up to at most ${dataset.size}, got ${train} and ${test}`,
    );
  }
  const { order, slice } = dataset;
  const end = train + test;
  const of = `of the fixed order of ${slice}`;
  return {
    train: selectRows(dataset, order.slice(0, train), `rows 0 to ${train - 1} ${of}`),
    test: selectRows(dataset, order.slice(train, end), `rows ${train} to ${end - 1} ${of}`),
  };
}

/** Shifts and scales both slices by the mean and standard deviation of all training inputs together. */
export function standardize({ train, test }: Split): Split {
  let sum = 0;
  for (const value of train.inputs) sum += value;
  const mean = sum / train.inputs.length;
  let squares = 0;
  for (const value of train.inputs) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / train.inputs.length);
  const scale = (dataset: Dataset): Dataset => ({
    ...dataset,
    inputs: dataset.inputs.map((value) => (value - mean) / deviation),
  });
  return { train: scale(train), test: scale(test) };
}

/** A zeroed array of the same element type. */
export function emptyLike<Inputs extends InputValues>(values: Inputs, length: number): Inputs;
export function emptyLike(values: InputValues, length: number): InputValues {
  return values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
}

/** Number of elements of one array of this shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
