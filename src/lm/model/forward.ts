import {
  adaptedLinear,
  ConfigError,
  type DeviceRandom,
  dropout,
  linear,
  recomputed,
  rmsNorm,
  rotary,
  swiglu,
  tf,
  treeAttention,
} from "../../core/index.ts";
import type { LmConfig } from "../config.ts";
import type { Lora, LoraLayer, LoraMatrices } from "./lora.ts";
import {
  type LanguageModel,
  type LayerWeights,
  type ProjectionName,
  projectionNames,
} from "./model.ts";
import type { PackedTokens } from "./packed-tokens.ts";

/** What changes a model's own forward pass. */
export interface ForwardOptions {
  readonly adapter?: Lora | undefined;
  /** Draws the adapter's dropout; without it nothing is dropped. */
  readonly random?: DeviceRandom | undefined;
  /**
   * Computes a layer's values again for the gradient instead of keeping them; then only the adapter
   * has gradients. Default false.
   */
  readonly recompute?: boolean | undefined;
}

/** How a layer's tokens look at one another: from `[N, H headDim]`, `[N, KV headDim]` twice. */
type Attend = (
  queries: tf.Tensor2D,
  keys: tf.Tensor2D,
  values: tf.Tensor2D,
  layer: number,
) => tf.Tensor2D;

/** Angles of the rotary embedding, each `[N, headDim / 2]`. */
type Angles = Pick<PackedTokens, "cos" | "sin">;

/**
 * The model's state at chosen rows, after the last norm.
 *
 * @param rows - `[R]`, int32; only these are computed in the last layer's feed-forward part.
 * @returns `[R, D]`.
 */
export function hiddenStates(
  model: LanguageModel,
  packed: PackedTokens,
  rows: tf.Tensor1D,
  options: ForwardOptions = {},
): tf.Tensor2D {
  const heads = headsOf(model.config);
  const attend: Attend = (q, k, v) => treeAttention(q, k, v, packed.spans, heads);
  return decode(model, packed.tokens, { ...options, angles: packed, attend, rows });
}

/**
 * Scores of every token of the vocabulary to come next.
 *
 * @param states - From {@link hiddenStates}, `[R, D]`.
 * @returns `[R, V]`.
 */
export function nextTokenLogits(model: LanguageModel, states: tf.Tensor2D): tf.Tensor2D {
  return linear(states, model.head);
}

/** All that {@link decode} needs beside weights and tokens. */
export interface DecodeInputs extends ForwardOptions {
  readonly angles: Angles;
  readonly attend: Attend;
  /** Rows to give, `[R]`, int32. */
  readonly rows: tf.Tensor1D;
}

/** Runs the layers, whatever attention looks at. */
export function decode(
  model: LanguageModel,
  tokens: tf.Tensor1D,
  { angles, attend, rows, adapter, random, recompute = false }: DecodeInputs,
): tf.Tensor2D {
  const { config, layers } = model;
  if (recompute) requireRecomputable(model, adapter, random);
  const layer = (
    x: tf.Tensor2D,
    weights: LayerWeights,
    i: number,
    matrices: LoraLayer<tf.Tensor2D>,
  ): tf.Tensor2D => {
    const project = (input: tf.Tensor2D, name: ProjectionName) =>
      adapted(input, weights.projections[name], matrices[name], adapter, random);
    const attended = attention(x, weights, {
      config,
      angles,
      project,
      attend: (q, k, v) => attend(q, k, v, i),
    });
    const isLast = i === layers.length - 1;
    // Nobody looks at the last layer's other rows.
    const [base, seen] = isLast ? [tf.gather(x, rows), tf.gather(attended, rows)] : [x, attended];
    const mixed = tf.add<tf.Tensor2D>(base, project(seen, "o_proj"));
    return tf.add(mixed, feedForward(mixed, weights, config, project));
  };
  const replaced = (x: tf.Tensor2D, weights: LayerWeights, i: number): tf.Tensor2D => {
    const matrices = adapter?.layers[i] ?? {};
    const next = recompute
      ? recomputedLayer(x, matrices, (input, given) => layer(input, weights, i, given))
      : tf.tidy(() => layer(x, weights, i, matrices));
    x.dispose();
    return next;
  };
  const embedded: tf.Tensor2D = tf.gather(model.embedding, tokens); // [N, D]
  const states = layers.reduce(replaced, embedded);
  return rmsNorm(states, model.finalNorm, config.normEpsilon); // [R, D]
}

/** A layer whose values are not kept; its gradients are those in its input and its factors. */
function recomputedLayer(
  x: tf.Tensor2D,
  matrices: LoraLayer,
  layer: (x: tf.Tensor2D, matrices: LoraLayer<tf.Tensor2D>) => tf.Tensor2D,
): tf.Tensor2D {
  const names = projectionNames.filter((name) => matrices[name]);
  const factors = names.flatMap((name) => [matrices[name]!.a, matrices[name]!.b]);
  return recomputed([x, ...factors], ([input, ...again]) => {
    const given = names.map((name, n) => [name, { a: again[2 * n], b: again[2 * n + 1] }]);
    return layer(input as tf.Tensor2D, Object.fromEntries(given)); // each of its own rank
  });
}

function requireRecomputable(
  { variables }: LanguageModel,
  adapter: Lora | undefined,
  random: DeviceRandom | undefined,
): void {
  if (variables.some(({ trainable }) => trainable)) {
    throw new ConfigError(
      "decode: with recompute the model's own weights must not be trainable, got ones that are. Load them with trainable: false.",
    );
  }
  if (random && adapter && adapter.dropout > 0) {
    throw new ConfigError(
      `decode: recompute draws dropout twice, so dropout must be 0, got ${adapter.dropout}`,
    );
  }
}

type Project = (input: tf.Tensor2D, name: ProjectionName) => tf.Tensor2D;

function attention(
  x: tf.Tensor2D,
  { attentionNorm }: LayerWeights,
  {
    config: { normEpsilon, headDim },
    angles: { cos, sin },
    project,
    attend,
  }: {
    readonly config: LmConfig;
    readonly angles: Angles;
    readonly project: Project;
    readonly attend: (q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D) => tf.Tensor2D;
  },
): tf.Tensor2D {
  const normed = rmsNorm(x, attentionNorm, normEpsilon);
  const queries = rotary(project(normed, "q_proj"), cos, sin, headDim); // [N, H headDim]
  const keys = rotary(project(normed, "k_proj"), cos, sin, headDim); // [N, KV headDim]
  return attend(queries, keys, project(normed, "v_proj"));
}

function feedForward(
  x: tf.Tensor2D,
  { feedForwardNorm }: LayerWeights,
  { normEpsilon }: LmConfig,
  project: Project,
): tf.Tensor2D {
  const normed = rmsNorm(x, feedForwardNorm, normEpsilon);
  return project(swiglu(project(normed, "gate_proj"), project(normed, "up_proj")), "down_proj");
}

/** `x W^T + (alpha / rank) (x A^T) B^T`. */
function adapted(
  x: tf.Tensor2D,
  weight: tf.Variable<tf.Rank.R2>,
  matrices: LoraMatrices<tf.Tensor2D> | undefined,
  adapter: Lora | undefined,
  random: DeviceRandom | undefined,
): tf.Tensor2D {
  if (matrices === undefined || adapter === undefined) return linear(x, weight);
  const { rank, alpha, dropout: rate } = adapter;
  const scale = alpha / rank;
  const isDropped = random !== undefined && rate > 0;
  if (!isDropped && !weight.trainable) return adaptedLinear(x, weight, { ...matrices, scale });
  const input = isDropped ? dropout(x, rate, random) : x;
  const inner = tf.matMul<tf.Tensor2D>(input, matrices.a, false, true).mul<tf.Tensor2D>(scale);
  return linear(x, weight).add(tf.matMul(inner, matrices.b, false, true));
}

/** Counts of heads, as the attention operations take them. */
export function headsOf({ numHeads, numKvHeads }: LmConfig) {
  return { numHeads, numKvHeads };
}
