import {
  ConfigError,
  createRandom,
  requireInRange,
  requireKnownName,
  scoped,
  tf,
} from "../../core/index.ts";
import { type LanguageModel, type ProjectionName, projectionNames } from "./model.ts";

/** Options of {@link createLora}. */
export interface LoraOptions {
  /** Rank `r` of the change of each matrix, a whole number >= 1. Default 8. */
  readonly rank?: number;
  /** The change is scaled by `alpha / rank`; > 0. Default 16. */
  readonly alpha?: number;
  /** Probability that a component of an adapter's input is dropped in training, in `[0, 1)`. Default 0. */
  readonly dropout?: number;
  /** Which matrices of each layer are changed. Default queries and values. */
  readonly targets?: readonly ProjectionName[];
  /** Of the first values. Default 0. */
  readonly seed?: number;
}

/** The two factors of a matrix's change. */
export interface LoraMatrices<T extends tf.Tensor2D = tf.Variable<tf.Rank.R2>> {
  /** `A`, `[rank, in]`. */
  readonly a: T;
  /** `B`, `[out, rank]`. */
  readonly b: T;
}

/** The factors of a layer, by the matrix they change. */
export type LoraLayer<T extends tf.Tensor2D = tf.Variable<tf.Rank.R2>> = Readonly<
  Partial<Record<ProjectionName, LoraMatrices<T>>>
>;

/** A low-rank change of a model's matrices: `W + (alpha / rank) B A`. */
export interface Lora {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
  readonly targets: readonly ProjectionName[];
  /** By layer and name. */
  readonly layers: readonly LoraLayer[];
  /** All factors, `A` before `B`. */
  readonly variables: readonly tf.Variable[];
  dispose(): void;
}

/**
 * Makes an adapter that changes nothing yet: `A` uniform in `+-1 / sqrt(in)`, `B` zero.
 *
 * @throws {ConfigError} If an option is out of range.
 * @see Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models", section 4.1.
 */
export function createLora(
  model: LanguageModel,
  { rank = 8, alpha = 16, dropout = 0, targets = ["q_proj", "v_proj"], seed = 0 }: LoraOptions = {},
): Lora {
  requireInRange("createLora: rank", rank, { min: 1, integer: true });
  requireInRange("createLora: alpha", alpha, { above: 0 });
  requireInRange("createLora: dropout", dropout, { min: 0, below: 1 });
  if (targets.length === 0) {
    throw new ConfigError("createLora: targets must name at least one matrix, got none");
  }
  for (const target of targets) requireKnownName("createLora: target", target, projectionNames);
  const random = createRandom(seed);
  const layers = model.layers.map(({ projections }) => {
    const entries = targets.map((name) => {
      const [numOut, numIn] = projections[name].shape;
      const bound = 1 / Math.sqrt(numIn);
      const uniform = Float32Array.from(
        { length: rank * numIn },
        () => bound * (2 * random.uniform() - 1),
      );
      return [name, createMatrices(uniform, new Float32Array(numOut * rank), rank)] as const;
    });
    return Object.fromEntries(entries);
  });
  return assembleLora({ rank, alpha, dropout, targets, layers });
}

/** Makes a matrix's factors from row-major values. */
export function createMatrices(a: Float32Array, b: Float32Array, rank: number): LoraMatrices {
  return scoped(() => ({
    a: tf.variable(tf.tensor2d(a, [rank, a.length / rank])),
    b: tf.variable(tf.tensor2d(b, [b.length / rank, rank])),
  }));
}

/** Completes an adapter. */
export function assembleLora(
  parts: Pick<Lora, "rank" | "alpha" | "dropout" | "targets" | "layers">,
): Lora {
  const variables = parts.layers.flatMap((layer) =>
    Object.values(layer).flatMap(({ a, b }): tf.Variable[] => [a, b]),
  );
  return { ...parts, variables, dispose: () => tf.dispose(variables) };
}

/**
 * Adds an adapter to the model's own matrices, which makes each token cheaper.
 *
 * @returns What takes it out again, up to float32 rounding.
 */
export function mergeLora(model: LanguageModel, lora: Lora): () => void {
  addTo(model, lora, lora.alpha / lora.rank);
  return () => addTo(model, lora, -lora.alpha / lora.rank);
}

function addTo(model: LanguageModel, { layers }: Lora, scale: number): void {
  for (const [i, layer] of layers.entries()) {
    for (const name of projectionNames) {
      const matrices = layer[name];
      if (matrices === undefined) continue;
      scoped(() => {
        const change = tf.matMul<tf.Tensor2D>(matrices.b, matrices.a).mul(scale); // [out, in]
        const weight = model.layers[i]!.projections[name];
        weight.assign(weight.add(change));
      });
    }
  }
}
