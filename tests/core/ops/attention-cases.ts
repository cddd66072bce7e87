import { createRandom, tf, treeAttention } from "../../../src/core/index.ts";
import { type Differentiable, normalInput } from "./derivatives.ts";

/** Rows that each token sees, as intervals. */
export type Spans = readonly (readonly (readonly [begin: number, end: number])[])[];

/** Two query heads for each key head. */
export const HEADS = { numHeads: 4, numKvHeads: 2 };

/** A prompt of 4 tokens, two continuations of it, and a token that sees nothing. */
export const forest: Spans = [
  ...[0, 1, 2, 3].map(
    (row) =>
      [
        [0, row + 1],
        [0, 0],
      ] as const,
  ),
  ...[4, 5, 6].map(
    (row) =>
      [
        [0, 4],
        [4, row + 1],
      ] as const,
  ),
  ...[7, 8].map(
    (row) =>
      [
        [0, 4],
        [7, row + 1],
      ] as const,
  ),
  [
    [0, 0],
    [9, 9],
  ],
];

/** Spans as the operations take them. */
export function spansTensor(spans: Spans): tf.Tensor3D {
  const flat = spans.flat(2);
  return tf.tensor3d(flat, [spans.length, spans[0]!.length, 2], "int32");
}

/** The definition, in float64. */
export function attendSlowly(
  [q, k, v]: readonly { readonly values: readonly number[] }[],
  spans: Spans,
  headDim: number,
): number[] {
  const { numHeads, numKvHeads } = HEADS;
  const group = numHeads / numKvHeads;
  const at = (
    rows: { readonly values: readonly number[] },
    row: number,
    head: number,
    of: number,
  ) => rows.values.slice((row * of + head) * headDim, (row * of + head + 1) * headDim);
  return spans.flatMap((intervals, i) =>
    Array.from({ length: numHeads }, (_, head) => {
      const kvHead = Math.floor(head / group);
      const rows = intervals.flatMap(([begin, end]) =>
        Array.from({ length: Math.max(0, end - begin) }, (_, j) => begin + j),
      );
      const query = at(q!, i, head, numHeads);
      const weights = rows.map((row) => {
        const key = at(k!, row, kvHead, numKvHeads);
        const score = query.reduce((sum, x, d) => sum + x * key[d]!, 0);
        return Math.exp(score / Math.sqrt(headDim));
      });
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const values = rows.map((row) => at(v!, row, kvHead, numKvHeads));
      return Array.from({ length: headDim }, (_, d) =>
        rows.length === 0
          ? 0
          : values.reduce((sum, x, j) => sum + (weights[j]! / total) * x[d]!, 0),
      );
    }).flat(),
  );
}

/** Attention of normal queries, keys and values. */
export function attention(spans: Spans, headDim: number): Differentiable {
  const tokens = spans.length;
  return {
    run: (q, k, v) =>
      treeAttention(
        q.as2D(tokens, HEADS.numHeads * headDim),
        k.as2D(tokens, HEADS.numKvHeads * headDim),
        v.as2D(tokens, HEADS.numKvHeads * headDim),
        spansTensor(spans),
        HEADS,
      ),
    inputs: [HEADS.numHeads, HEADS.numKvHeads, HEADS.numKvHeads].map((heads, i) =>
      normalInput(i, [tokens, heads * headDim]),
    ),
  };
}

/** One sequence of `length` tokens in which each sees its past: several blocks of any kernel. */
export function causal(length: number): Spans {
  return Array.from({ length }, (_, row) => [[0, row + 1]]);
}

/** Segments of random lengths that see one another's rows at random: spans in no order. */
export function randomForest(segments: number): Spans {
  const random = createRandom(11);
  const spans: (readonly [number, number])[][] = [];
  let start = 0;
  const seen: (readonly [number, number])[] = [];
  for (let segment = 0; segment < segments; segment += 1) {
    const length = 1 + Math.floor(20 * random.uniform());
    const before = seen.filter(() => random.uniform() < 0.4);
    for (let row = start; row < start + length; row += 1) spans.push([...before, [start, row + 1]]);
    seen.push([start, start + length]);
    start += length;
  }
  const most = Math.max(...spans.map((intervals) => intervals.length));
  return spans.map((intervals) => {
    const empty = Array.from({ length: most - intervals.length }, () => [0, 0] as const);
    return [...empty, ...intervals];
  });
}
