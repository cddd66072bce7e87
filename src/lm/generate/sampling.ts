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
  const { temperature = 0, topK = logits.length, topP = 1 } = options;
  requireSampling(options);
  if (temperature === 0) return likeliest(logits);
  if (topK >= logits.length && topP === 1) return drawFromAll(logits, temperature, random);
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
  options: SamplingOptions = {},
): readonly Candidate[] {
  const { temperature = 0, topK = logits.length, topP = 1 } = options;
  requireSampling(options);
  const scale = 1 / (temperature || 1);
  const sorted = logits.slice().sort().reverse(); // numbers alone sort ten times as fast as ids
  const kept = sorted.subarray(0, topK);
  const weights = Float64Array.from(kept, (logit) => Math.exp((logit - sorted[0]!) * scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  let count = 0;
  while (count < weights.length && reached < topP * total) {
    reached += weights[count]!;
    count += 1;
  }
  const least = sorted[count - 1]!;
  const ids: number[] = [];
  for (let id = 0; id < logits.length; id += 1) if (logits[id]! >= least) ids.push(id);
  return ids
    .sort((a, b) => logits[b]! - logits[a]! || a - b)
    .slice(0, count)
    .map((id, i) => ({ id, probability: weights[i]! / reached }));
}

function drawFromAll(logits: Float32Array, temperature: number, random: Random): number {
  const most = logits[likeliest(logits)]!;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - most) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random.uniform() * total;
  const id = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return id < 0 ? likeliest(logits) : id; // rounding
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
