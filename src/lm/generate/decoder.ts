import {
  ConfigError,
  cachedAttention,
  compile,
  requireInRange,
  scoped,
  tf,
} from "../../core/index.ts";
import { decode, headsOf, nextTokenLogits } from "../model/forward.ts";
import type { Lora } from "../model/lora.ts";
import type { LanguageModel } from "../model/model.ts";
import { packTokens } from "../model/packed-tokens.ts";

/** A sequence that grows; the keys and values of its tokens are kept. */
export interface Decoder {
  /** Tokens so far. */
  readonly ids: readonly number[];
  /** Most tokens. */
  readonly capacity: number;
  /**
   * Appends tokens.
   *
   * @param ids - At least one.
   * @returns Scores of every token of the vocabulary to come next, `[V]`.
   * @throws {ConfigError} If there is no room for them, or one is not in the vocabulary.
   */
  append(ids: readonly number[]): Float32Array;
  /** Forgets the tokens from a place on; 0 starts anew. */
  truncate(length: number): void;
  dispose(): void;
}

/** Options of {@link createDecoder}. */
export interface DecoderOptions {
  readonly adapter?: Lora | undefined;
  /** Most tokens. Default 1024, or the model's context if that is less. */
  readonly capacity?: number;
}

/**
 * Makes room for a sequence. Single tokens run as a compiled graph, longer pieces (prompts) operation by
 * operation.
 *
 * @throws {ConfigError} If the capacity is beyond the model's context.
 */
export function createDecoder(
  model: LanguageModel,
  { adapter, capacity = Math.min(1024, model.config.contextLength) }: DecoderOptions = {},
): Decoder {
  const { config } = model;
  requireInRange("createDecoder: capacity", capacity, {
    min: 1,
    max: config.contextLength,
    integer: true,
  });
  const width = config.numKvHeads * config.headDim;
  const caches = model.layers.map(() =>
    scoped(() => ({
      keys: tf.variable<tf.Rank.R2>(tf.zeros([capacity, width]), false),
      values: tf.variable<tf.Rank.R2>(tf.zeros([capacity, width]), false),
    })),
  );
  const heads = headsOf(config);
  let held: readonly number[] = [];

  const run = (
    tokens: tf.Tensor1D,
    cos: tf.Tensor2D,
    sin: tf.Tensor2D,
    spans: tf.Tensor3D,
    places: tf.Tensor1D,
  ): tf.Tensor1D => {
    const states = decode(model, tokens, {
      adapter,
      angles: { cos, sin },
      rows: tf.tensor1d([tokens.size - 1], "int32"),
      attend: (q, k, v, layer) => cachedAttention(q, k, v, caches[layer]!, places, spans, heads),
    });
    return nextTokenLogits(model, states).as1D();
  };
  const runOne = compile(run);

  return {
    get ids() {
      return held;
    },
    capacity,
    append: (ids) => {
      requireRoom(ids, held.length, capacity);
      const places = Int32Array.from(ids, (_, i) => held.length + i);
      const spans = Int32Array.from({ length: 2 * ids.length }, (_, i) =>
        i % 2 === 0 ? 0 : places[(i - 1) / 2]! + 1,
      );
      const logits = scoped(() => {
        const forest = { tokens: Int32Array.from(ids), positions: places, spans, spansPerRow: 1 };
        const packed = packTokens(model, forest);
        const step = ids.length === 1 ? runOne : run;
        return step(
          packed.tokens,
          packed.cos,
          packed.sin,
          packed.spans,
          tf.tensor1d(places, "int32"),
        ).dataSync<"float32">();
      });
      held = [...held, ...ids];
      return logits;
    },
    truncate: (to) => {
      requireInRange("truncate: length", to, { min: 0, max: held.length, integer: true });
      held = held.slice(0, to);
    },
    dispose: () => {
      runOne.dispose();
      tf.dispose(caches);
    },
  };
}

function requireRoom(ids: readonly number[], length: number, capacity: number): void {
  if (ids.length > 0 && length + ids.length <= capacity) return;
  throw new ConfigError(
    `append: between 1 and ${capacity - length} tokens must be given, got ${ids.length}. Make a decoder of a larger capacity, or shorten the prompt.`,
  );
}
