import { requireInRange } from "../core/index.ts";
import type { FocusType } from "./instructions.ts";
import type { FocusTask } from "./task.ts";

/** Ways to write each kind of instruction; the empty kind has the empty text alone. */
export interface FocusPhrases {
  /** Those a model is trained on; of ignore(C), never trained, the same verbs. */
  readonly known: Readonly<Record<FocusType, readonly string[]>>;
  /** Those kept out of training: their verbs occur in no known phrase. */
  readonly heldOut: Readonly<Record<FocusType, readonly string[]>>;
}

/** How many phrases of each kind. */
export interface PhraseOptions {
  /** Known ones, 1 to 5 times the number of the feature's names. Default 10. */
  readonly perType?: number;
  /** Held-out ones, the same for every `perType`; 0 to twice the number of names. Default 2. */
  readonly heldOut?: number;
}

interface Verbs {
  readonly focus: readonly string[];
  readonly ignore: readonly string[];
}

// Ours, as are all phrases: the paper's list of paraphrases was not at hand.
const knownVerbs: Verbs = {
  focus: ["focus on", "pay attention to", "base your answer on", "use", "look only at"],
  ignore: ["ignore", "do not use", "disregard", "set aside", "pay no attention to"],
};
const heldOutVerbs: Verbs = {
  focus: ["concentrate on", "go by"],
  ignore: ["leave out", "take no notice of"],
};

/** Most known phrases of a type that the names of a task's features give. */
export function mostPhrases({ core, spurious }: FocusTask): number {
  return Math.min(core.names.length, spurious.names.length) * knownVerbs.focus.length;
}

/**
 * Writes the focus sentences of a task from verbs and its features' names: `"Focus on the sentiment
 * of the text, and ignore the keyword."`. The lists of fewer phrases are the starts of longer ones.
 *
 * @throws {ConfigError} If there are not that many different phrases.
 */
export function createPhrases(
  task: FocusTask,
  { perType = 10, heldOut = 2 }: PhraseOptions = {},
): FocusPhrases {
  const most = mostPhrases(task);
  const mostHeldOut = (most / knownVerbs.focus.length) * heldOutVerbs.focus.length;
  requireInRange("createPhrases: perType", perType, { min: 1, max: most, integer: true });
  requireInRange("createPhrases: heldOut", heldOut, { min: 0, max: mostHeldOut, integer: true });
  return {
    known: phrasesByType(task, knownVerbs, perType),
    heldOut: phrasesByType(task, heldOutVerbs, heldOut),
  };
}

function phrasesByType(
  { core, spurious }: FocusTask,
  verbs: Verbs,
  count: number,
): Record<FocusType, readonly string[]> {
  const focus = (names: readonly string[]) => clauses(verbs.focus, names, count);
  // From the second verb on, so that a pair is not always "focus on ..., and ignore ...".
  const [first = "", ...others] = verbs.ignore;
  const ignoreInPair = (names: readonly string[]) => clauses([...others, first], names, count);
  const ignore = (names: readonly string[]) => clauses(verbs.ignore, names, count);
  const pair = (used: readonly string[], unused: readonly string[]) => {
    const second = ignoreInPair(unused);
    return focus(used).map((clause, i) => `${clause}, and ${second[i]}`);
  };
  return {
    0: [""],
    1: focus(core.names).map(sentence),
    2: pair(core.names, spurious.names).map(sentence),
    3: ignore(spurious.names).map(sentence),
    4: focus(spurious.names).map(sentence),
    5: pair(spurious.names, core.names).map(sentence),
    6: ignore(core.names).map(sentence),
  };
}

/** `count` different pairs of a verb and a name, early ones with different verbs and names. */
function clauses(verbs: readonly string[], names: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const verb = i % verbs.length;
    const round = Math.floor(i / verbs.length);
    return `${verbs[verb]} ${names[(verb + round) % names.length]}`;
  });
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

const silent = { 0: [""], 1: [""], 2: [""], 3: [""], 4: [""], 5: [""], 6: [""] };

/** Phrases that say nothing: for training on focus labels without the focus sentence. */
export const emptyPhrases: FocusPhrases = { known: silent, heldOut: silent };
