import { ConfigError, createRandom, type Random, requireInRange } from "../core/index.ts";
import type { CuedExample } from "./cued-example.ts";
import { createQuery, type FocusQuery } from "./evaluation/query.ts";
import { type FocusType, focusTypes } from "./instructions.ts";
import { emptyPhrases, type FocusPhrases } from "./phrases.ts";
import type { FocusTask } from "./task.ts";

/** Examples of a task and the phrases that tell its features apart. */
export interface FocusSource {
  readonly task: FocusTask;
  readonly examples: readonly CuedExample[];
  readonly phrases: FocusPhrases;
}

/**
 * What is learnt: `fit` focus labels with the focus sentence; `sftFocus` focus labels, the sentence
 * left out of the prompt; `sftTrue` true labels without instruction.
 */
export type TrainingMethod = "fit" | "sftFocus" | "sftTrue";

/** Probabilities of the instruction types from 0 on; types not listed have none. */
export type TypeProbabilities = readonly number[];

/** The six trained types alike, so that two thirds of the answers are `y`. */
export const uniformTypes: TypeProbabilities = [1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6];

/** Half of the answers `y` (types 0 to 3), half `y_s` (4 and 5). */
export const classBalancedTypes: TypeProbabilities = [1 / 8, 1 / 8, 1 / 8, 1 / 8, 1 / 4, 1 / 4];

/** How the training queries are drawn. */
export interface MixtureOptions {
  /** Integer. */
  readonly seed: number;
  /** Default `"fit"`. */
  readonly method?: TrainingMethod | undefined;
  /** They add up to 1. Default {@link uniformTypes}; `sftTrue` has only the empty type. */
  readonly typeProbabilities?: TypeProbabilities | undefined;
}

// Queries of a type that follow each other closely have one phrase: in a batch their prompts then begin
// alike, and the beginning is computed once.
const PHRASE_BLOCK = 16;

/** An endless sequence of training queries. */
export interface Mixture {
  /** Number of examples in an epoch, of all sources. */
  readonly epochSize: number;
  /** The query of a number >= 0, the same whenever it is asked for. */
  draw(index: number): FocusQuery;
  /** The queries from a number on: how a run that was stopped goes on. */
  from(index: number): Iterable<FocusQuery>;
}

/**
 * Mixes the instruction types over the examples: rows without replacement within an epoch, the type
 * drawn afresh each time, and a known phrase of it for each 16 draws; both independent of the example.
 *
 * @param sources - One for each spurious feature or group of examples; an epoch has all their examples.
 * @throws {ConfigError} If there is no example, or the probabilities are no distribution.
 * @see Lamb et al. 2025 (FIT), eq. 3 and algorithm 1; the probabilities are ours.
 * @example
 * for (const { messages, label } of createMixture([source], { seed: 0 }).from(0))
 *   console.log(messages, label);
 */
export function createMixture(
  sources: readonly FocusSource[],
  { seed, method = "fit", typeProbabilities = uniformTypes }: MixtureOptions,
): Mixture {
  requireDistribution(typeProbabilities);
  const probabilities = method === "sftTrue" ? [1] : typeProbabilities;
  const rows = sources.flatMap(({ task, examples, phrases }) =>
    examples.map((example) => ({ task, example, phrases })),
  );
  const epochSize = rows.length;
  requireInRange("createMixture: number of examples", epochSize, { min: 1 });
  const random = createRandom(seed);
  let order: { readonly epoch: number; readonly rows: readonly number[] } | undefined;

  const draw = (index: number): FocusQuery => {
    requireInRange("draw: index", index, { min: 0, integer: true });
    const epoch = Math.floor(index / epochSize);
    if (order?.epoch !== epoch) {
      order = { epoch, rows: random.fork(`order, epoch ${epoch}`).permutation(epochSize) };
    }
    const { task, example, phrases } = rows[order.rows[index % epochSize]!]!;
    const chance = random.fork(`draw ${index}`);
    const type = drawType(probabilities, chance);
    const written = (method === "fit" ? phrases : emptyPhrases).known[type];
    const block = Math.floor(index / PHRASE_BLOCK);
    const place = random.fork(`phrase of ${type}, block ${block}`).integer(written.length);
    return createQuery(task, example, { type, phrase: written[place]! });
  };
  function* from(first: number): Generator<FocusQuery> {
    for (let index = first; ; index += 1) yield draw(index);
  }
  return { epochSize, draw, from };
}

function drawType(probabilities: TypeProbabilities, chance: Random): FocusType {
  let rest = chance.uniform();
  for (const type of focusTypes) {
    rest -= probabilities[type] ?? 0;
    if (rest < 0) return type;
  }
  // The probabilities may add up to a little under 1.
  return focusTypes.findLast((type) => (probabilities[type] ?? 0) > 0) ?? 0;
}

function requireDistribution(probabilities: TypeProbabilities): void {
  const total = probabilities.reduce((sum, probability) => sum + probability, 0);
  const known = probabilities.length <= focusTypes.length;
  if (known && probabilities.every((one) => one >= 0) && Math.abs(total - 1) < 1e-6) return;
  throw new ConfigError(
    `createMixture: typeProbabilities must be at most ${focusTypes.length} numbers >= 0 that add up to 1, ` +
      `got ${probabilities.join(", ")}`,
  );
}
