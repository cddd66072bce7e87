import type { tf } from "../engine.ts";
import { ConfigError, ShapeError } from "../errors.ts";
import type { AttentionHeads } from "./tree-attention.ts";

/** Fails when the tensors of an attention do not fit together. */
export function requireAttention(
  name: string,
  {
    q,
    k,
    v,
    spans,
  }: Readonly<Record<"q" | "k" | "v", tf.Tensor2D>> & { readonly spans: tf.Tensor },
  { numHeads, numKvHeads }: AttentionHeads,
): void {
  const [numTokens, width] = q.shape;
  const headDim = width / numHeads;
  if (!Number.isInteger(numHeads / numKvHeads) || !Number.isInteger(headDim)) {
    throw new ConfigError(
      `${name}: numKvHeads must divide numHeads, and numHeads the width of q, got ${numKvHeads}, ${numHeads} and ${width}`,
    );
  }
  const expected = [numTokens, numKvHeads * headDim];
  for (const [argument, { shape }] of Object.entries({ k, v })) {
    if (shape[0] === expected[0] && shape[1] === expected[1]) continue;
    throw new ShapeError(`${name}: ${argument}`, { expected, actual: shape });
  }
  if (spans.rank !== 3 || spans.shape[0] !== numTokens || spans.shape[2] !== 2) {
    throw new ShapeError(`${name}: spans`, { expected: [numTokens, "L", 2], actual: spans.shape });
  }
  if (spans.dtype !== "int32") {
    throw new ConfigError(`${name}: spans must be int32, got ${spans.dtype}`);
  }
}
