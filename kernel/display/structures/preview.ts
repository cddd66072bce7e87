import { numberText } from "./number-text.ts";

/** Values of an array, row-major, with its shape. */
export interface ArrayView {
  readonly shape: readonly number[];
  readonly values: ArrayLike<unknown>;
}

/** How an axis is cut: whole up to `whole` entries, else `edge` of them at either end. */
interface Cut {
  readonly whole: number;
  readonly edge: number;
}

const wideCut: Cut = { whole: 8, edge: 3 };
/** For three axes and more, where the entries multiply. */
const narrowCut: Cut = { whole: 4, edge: 1 };

/**
 * An array as nested brackets, long axes cut in the middle: `[1, 2, 3, …, 98, 99, 100]`.
 * The entries of a matrix are padded into columns.
 */
export function previewArray({ shape, values }: ArrayView): string {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const cut = shape.length > 2 ? narrowCut : wideCut;
  const entries = shownOffsets(shape, strides, cut).map((offset) => entryText(values[offset]));
  const width = shape.length < 2 ? 0 : Math.max(0, ...entries.map((text) => text.length));
  const nest = (axis: number, offset: number): string => {
    const length = shape[axis];
    if (length === undefined) return entryText(values[offset]).padStart(width);
    const parts = shownIndices(length, cut).map((i) =>
      i === undefined ? "…" : nest(axis + 1, offset + i * strides[axis]!),
    );
    const isInner = axis === shape.length - 1;
    return `[${parts.join(isInner ? ", " : `,\n${" ".repeat(axis + 1)}`)}]`;
  };
  return nest(0, 0);
}

/** Indices along an axis; undefined stands for those left out. */
function shownIndices(length: number, { whole, edge }: Cut): readonly (number | undefined)[] {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (length <= whole) return range(0, length);
  return [...range(0, edge), undefined, ...range(length - edge, length)];
}

function shownOffsets(
  shape: readonly number[],
  strides: readonly number[],
  cut: Cut,
): readonly number[] {
  let offsets: readonly number[] = [0];
  for (const [axis, length] of shape.entries()) {
    const indices = shownIndices(length, cut).filter((i) => i !== undefined);
    offsets = offsets.flatMap((offset) => indices.map((i) => offset + i * strides[axis]!));
  }
  return offsets;
}

function entryText(value: unknown): string {
  return typeof value === "number" ? numberText(value) : JSON.stringify(value);
}
