import { type Random, requireInRange } from "../../core/index.ts";

/** How the next token is drawn from the model's scores. */
export interface SamplingOptions {
  /** Divides the scores; 0 takes the most probable token. Default 0. */
  readonly temperature?: number;
  /** Draws among the so many most probable tokens only. Default all. */
  readonly topK?: number;
  /** Draws among the fewest most probable tokens that together reach this probability, in `(0, 1]`. Default 1. */
  readonly topP?: number;
}

/** A token that could come next. */
export interface Candidate {
  readonly id: number;
  /** After temperature and cuts. */
  readonly probability: number;
}

/**
 * Draws the next token.
 *
 * @param logits - Scores of the vocabulary, `[V]`.
 * @param random - Not used at temperature 0.
 * @throws {ConfigError} If an option is out of range.
 */
export function sampleToken(
  logits: Float32Array,
  random: Random,
  options: SamplingOptions = {},
): number {
  if ((options.temperature ?? 0) === 0) return likeliest(logits);
  const candidates = nextTokenCandidates(logits, options);
  let left = random.uniform();
  for (const { id, probability } of candidates) {
    left -= probability;
    if (left < 0) return id;
  }
  return candidates.at(-1)!.id; // rounding
}

/**
 * The tokens that may come next, most probable first.
 *
 * @param options - Temperature 0 counts as 1 here.
 * @throws {ConfigError} If an option is out of range.
 * @see Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration", section 3 (top-p).
 */
export function nextTokenCandidates(
  logits: Float32Array,
  { temperature = 0, topK = logits.length, topP = 1 }: SamplingOptions = {},
): readonly Candidate[] {
  requireSampling({ temperature, topK, topP });
  const scale = 1 / (temperature || 1);
  const order = Int32Array.from(logits, (_, id) => id)
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .subarray(0, topK);
  const most = logits[order[0]!]!;
  const weights = Float64Array.from(order, (id) => Math.exp((logits[id]! - most) * scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  let count = 0;
  while (count < weights.length && reached < topP * total) {
    reached += weights[count]!;
    count += 1;
  }
  return Array.from(order.subarray(0, count), (id, i) => ({
    id,
    probability: weights[i]! / reached,
  }));
}

/** @throws {ConfigError} If an option is out of range. */
export function requireSampling({ temperature = 0, topK = 1, topP = 1 }: SamplingOptions): void {
  requireInRange("sampleToken: temperature", temperature, { min: 0 });
  requireInRange("sampleToken: topK", topK, { min: 1, integer: true });
  requireInRange("sampleToken: topP", topP, { above: 0, max: 1 });
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id += 1) if (logits[id]! > logits[best]!) best = id;
  return best;
}
