import { ownKernels, tf } from "../engine.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import { requireAttention } from "./attention-arguments.ts";
import { runNative } from "./native.ts";
import { type AttentionHeads, attendPlainly } from "./tree-attention.ts";

/** Keys and values of the tokens so far. */
export interface AttentionCache {
  /** `[C, KV * headDim]`, float32, not trainable. */
  readonly keys: tf.Variable;
  /** `[C, KV * headDim]`, float32, not trainable. */
  readonly values: tf.Variable;
}

/**
 * Writes keys and values of new tokens to a cache, then attends over the cache. Not differentiable.
 *
 * On a CPU with our own kernels the cache is written in place, eagerly and in a compiled function, which
 * shares its memory: calls of both kinds may take turns, and the variables are always up to date. Hence
 * - a tensor that shares a variable's memory, such as the one it was made of, changes with it;
 * - a compiled function must use the result, or nothing is written;
 * - in one compiled function, two calls on one cache happen in an order that only their own inputs tell,
 *   and the function must not assign the cache as well. Outside it may be assigned.
 *
 * @param q - Queries of the new tokens, heads one after another, `[N, H * headDim]`, float32.
 * @param k - Their keys, `[N, KV * headDim]`.
 * @param v - Their values, `[N, KV * headDim]`.
 * @param rows - Cache row of each new token, `[N]`, int32, all different.
 * @param spans - Cache rows that each token sees, `[N, L, 2]`, int32: the union of `L` disjoint
 *   intervals `[begin, end)` within `[0, C]`, empty where `begin >= end`.
 * @returns `[N, H * headDim]`.
 * @throws {ShapeError} If the shapes do not fit.
 * @throws {ConfigError} If rows or spans are not int32 or the heads do not divide.
 */
export function cachedAttention(
  q: tf.Tensor2D,
  k: tf.Tensor2D,
  v: tf.Tensor2D,
  cache: AttentionCache,
  rows: tf.Tensor1D,
  spans: tf.Tensor3D,
  heads: AttentionHeads,
): tf.Tensor2D {
  requireAttention("cachedAttention", { q, k, v, spans }, heads);
  requireCache(k, cache, rows);
  const backend = ownKernels();
  if (backend !== undefined) {
    return runNative<tf.Tensor2D>(backend, {
      name: "TriptychCachedAttention",
      inputs: [q, k, v, cache.keys, cache.values, rows, spans],
      attributes: { integers: { heads: heads.numHeads, kv_heads: heads.numKvHeads } },
    });
  }
  return tf.tidy(() => {
    const shape: [number, number] = [cache.keys.size / k.shape[1], k.shape[1]];
    const indices = rows.expandDims(1); // [N, 1]
    cache.keys.assign(tf.tensorScatterUpdate(cache.keys, indices, k));
    cache.values.assign(tf.tensorScatterUpdate(cache.values, indices, v));
    const keys = cache.keys.as2D(...shape);
    const values = cache.values.as2D(...shape);
    return attendPlainly(q, { keys, values }, spans, heads);
  });
}

function requireCache(k: tf.Tensor2D, cache: AttentionCache, rows: tf.Tensor1D): void {
  for (const [name, { shape }] of Object.entries(cache)) {
    if (shape.length === 2 && shape[1] === k.shape[1]) continue;
    throw new ShapeError(`cachedAttention: ${name}`, {
      expected: ["C", k.shape[1]],
      actual: shape,
    });
  }
  if (cache.keys.shape[0] !== cache.values.shape[0]) {
    throw new ShapeError("cachedAttention: values", {
      expected: cache.keys.shape,
      actual: cache.values.shape,
    });
  }
  if (rows.rank !== 1 || rows.shape[0] !== k.shape[0]) {
    throw new ShapeError("cachedAttention: rows", { expected: [k.shape[0]], actual: rows.shape });
  }
  if (rows.dtype !== "int32") {
    throw new ConfigError(`cachedAttention: rows must be int32, got ${rows.dtype}`);
  }
}
