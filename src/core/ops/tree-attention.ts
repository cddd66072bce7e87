import { ownKernels, tf } from "../engine.ts";
import { requireAttention } from "./attention-arguments.ts";
import { withGradient } from "./custom-gradient.ts";
import { type NativeBackend, runNativeOutputs } from "./native.ts";

/** Heads of grouped-query attention. */
export interface AttentionHeads {
  /** `H`, query heads. */
  readonly numHeads: number;
  /** `KV`, key and value heads, a divisor of `H`: query head `h` uses `floor(h / (H / KV))`. */
  readonly numKvHeads: number;
}

/**
 * Attention among packed tokens, `softmax(q k^T / sqrt(headDim)) v`, where each token sees the rows of
 * its own spans: a prompt that several continuations share is there once.
 *
 * Differentiable once, in `q`, `k` and `v`. A token that sees nothing gets 0.
 *
 * @param q - Queries, heads one after another, `[N, H * headDim]`, float32.
 * @param k - Keys, `[N, KV * headDim]`.
 * @param v - Values, `[N, KV * headDim]`.
 * @param spans - Rows that each token sees, `[N, L, 2]`, int32: the union of `L` disjoint intervals
 *   `[begin, end)` within `[0, N]`, empty where `begin >= end`.
 * @returns `[N, H * headDim]`.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {ConfigError} If spans are not int32 or the heads do not divide.
 * @example
 * // Two sequences of 2 and 3 tokens, each token seeing its own past.
 * const spans = tf.tensor3d([[[0, 1]], [[0, 2]], [[2, 3]], [[2, 4]], [[2, 5]]], [5, 1, 2], "int32");
 */
export function treeAttention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  spans: tf.Tensor3D,
  heads: AttentionHeads,
): tf.Tensor2D {
  requireAttention("treeAttention", { q, k, v, spans }, heads);
  const backend = ownKernels();
  if (backend !== undefined) return attendByBlocks(backend, { q, k, v, spans }, heads);
  return attendPlainly(q, { keys: k, values: v }, spans, heads);
}

/** Never holds the scores: the gradient computes them again from the logarithms of their sums. */
function attendByBlocks(
  backend: NativeBackend,
  {
    q,
    k,
    v,
    spans,
  }: Readonly<Record<"q" | "k" | "v", tf.Tensor2D>> & { readonly spans: tf.Tensor },
  { numHeads, numKvHeads }: AttentionHeads,
): tf.Tensor2D {
  const attributes = { integers: { heads: numHeads, kv_heads: numKvHeads } };
  return withGradient<tf.Tensor2D>([q, k, v], (save) => {
    const inputs = [q, k, v, spans];
    const [value, logs] = runNativeOutputs<[tf.Tensor2D, tf.Tensor2D]>(
      backend,
      { name: "TriptychAttention", inputs, attributes },
      2,
    );
    save([...inputs, value, logs]);
    return {
      value,
      gradFunc: (dy, saved) =>
        runNativeOutputs<[tf.Tensor, tf.Tensor, tf.Tensor]>(
          backend,
          { name: "TriptychAttentionGrad", inputs: [...saved, dy], attributes },
          3,
        ),
    };
  });
}

/** Rows that are attended to. */
export interface AttendedRows {
  /** `[M, KV * headDim]`. */
  readonly keys: tf.Tensor2D;
  /** `[M, KV * headDim]`. */
  readonly values: tf.Tensor2D;
}

/** Attention of `[N, H * headDim]` to `M` rows by a mask `[N, M]`; spans beyond the rows are cut. */
export function attendPlainly(
  q: tf.Tensor2D,
  { keys, values }: AttendedRows,
  spans: tf.Tensor3D,
  { numHeads, numKvHeads }: AttentionHeads,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [numTokens, width] = q.shape;
    const numRows = keys.shape[0];
    const headDim = width / numHeads;
    const group = numHeads / numKvHeads; // G query heads share a key head
    const visible = visibility(spans, numRows); // [N, M]
    const queries = q
      .reshape([numTokens, numKvHeads, group, headDim])
      .transpose([1, 2, 0, 3])
      .reshape<tf.Tensor3D>([numKvHeads, group * numTokens, headDim]);
    const perHead = (rows: tf.Tensor2D) =>
      rows.reshape<tf.Tensor3D>([numRows, numKvHeads, headDim]).transpose([1, 0, 2]);
    // [KV, G N, headDim] x [KV, M, headDim] -> [KV, G N, M]
    const scores = tf
      .matMul(queries, perHead(keys), false, true)
      .mul(1 / Math.sqrt(headDim))
      .reshape([numHeads, numTokens, numRows]); // [H, N, M]
    const HIDDEN = 1e9; // leaves nothing after the exponential
    const weights = tf.softmax(scores.add(visible.sub(1).mul(HIDDEN))).mul(visible); // [H, N, M]
    const attended = tf.matMul(
      weights.reshape<tf.Tensor3D>([numKvHeads, group * numTokens, numRows]),
      perHead(values),
    ); // [KV, G N, headDim]
    return attended
      .reshape([numKvHeads, group, numTokens, headDim])
      .transpose([2, 0, 1, 3])
      .reshape<tf.Tensor2D>([numTokens, width]);
  });
}

/** 1 where a token sees a row, else 0. */
function visibility(spans: tf.Tensor3D, numRows: number): tf.Tensor2D {
  const [begins, ends] = tf.split(spans, 2, 2); // [N, L, 1]
  const rows = tf.range(0, numRows, 1, "int32"); // [M]
  const within = tf.logicalAnd(tf.greaterEqual(rows, begins!), tf.less(rows, ends!)); // [N, L, M]
  return tf.any(within, 1).cast<tf.Tensor2D>("float32");
}
