import { ConfigError, createRandom } from "../../core/index.ts";
import type { CuedExample } from "../cued-example.ts";
import { type FocusType, focusLabel, trainedFocusTypes } from "../instructions.ts";
import type { FocusSource } from "../mixture.ts";
import { fewShotMessages } from "../prompt.ts";
import type { FocusTask } from "../task.ts";
import { createQuery, type FocusQuery } from "./query.ts";

/** What is asked of each example. */
export interface QueryOptions {
  /** Integer; with the example's id and the type it decides the phrase. */
  readonly seed: number;
  /** Default: the six trained types. */
  readonly types?: readonly FocusType[];
  /** Which phrases. Default `"known"`. */
  readonly phrasing?: "known" | "heldOut";
  /** Training examples to put solved ones of into the prompt; none by default. */
  readonly shotsFrom?: readonly CuedExample[];
  /** Number of solved examples. Default 4; the paper's was not at hand. */
  readonly numShots?: number;
}

/**
 * Asks for each example of a source under each type of instruction. The phrase is drawn by the
 * example's id, so it is the same whatever spurious value the text has.
 *
 * @returns Type by type, so that neighbours share their prompt's start.
 * @throws {ConfigError} If there is no phrase of a type, or a label has too few examples for the shots.
 */
export function createQueries(
  { task, examples, phrases }: FocusSource,
  { seed, types = trainedFocusTypes, phrasing = "known", shotsFrom, numShots = 4 }: QueryOptions,
): readonly FocusQuery[] {
  const random = createRandom(seed);
  return types.flatMap((type) => {
    const written = phrases[phrasing][type];
    const shots = shotsFrom && drawShots(task, shotsFrom, { type, seed, count: numShots });
    return examples.map((example) => {
      const chance = random.fork(`phrase of ${type}, ${example.id}`);
      const phrase = written[chance.integer(written.length)]!;
      const query = createQuery(task, example, { type, phrase });
      if (shots === undefined) return query;
      return { ...query, messages: fewShotMessages(task, example, { shots, type, phrase }) };
    });
  });
}

/** Which solved examples stand in a prompt. */
export interface ShotOptions {
  /** They are balanced over the labels that this type asks for. */
  readonly type: FocusType;
  /** Integer. */
  readonly seed: number;
  /** Number of shots. Default 4; the paper's was not at hand. */
  readonly count?: number;
}

/**
 * Draws solved examples for a prompt: in turn of each focus label, then shuffled.
 *
 * @throws {ConfigError} If a focus label has too few examples.
 */
export function drawShots(
  { labels }: FocusTask,
  examples: readonly CuedExample[],
  { type, seed, count = 4 }: ShotOptions,
): readonly CuedExample[] {
  const random = createRandom(seed).fork(`shots of ${type}`);
  const order = random.shuffle(labels);
  const shots = order.flatMap((label, place) => {
    const wanted = Math.ceil((count - place) / labels.length);
    const answering = examples.filter((example) => focusLabel(type, example) === label);
    if (answering.length < wanted) {
      throw new ConfigError(
        `drawShots: ${wanted} examples must answer "${label}" under type ${type}, got ${answering.length}`,
      );
    }
    return random.shuffle(answering).slice(0, wanted);
  });
  return random.shuffle(shots);
}
