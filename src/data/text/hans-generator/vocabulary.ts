import type { Random } from "../../../core/index.ts";

const people = [
  "baker",
  "captain",
  "chemist",
  "dancer",
  "editor",
  "farmer",
  "gardener",
  "guide",
  "librarian",
  "neighbor",
  "nurse",
  "painter",
  "pilot",
  "plumber",
  "poet",
  "runner",
  "sailor",
  "tailor",
  "teacher",
  "waiter",
] as const;

/** What one person does to another; the past is also the participle, and none is mutual. */
const transitive = [
  "amused",
  "assisted",
  "greeted",
  "hired",
  "ignored",
  "interviewed",
  "invited",
  "photographed",
  "surprised",
  "thanked",
  "trusted",
  "warned",
] as const;

const intransitive = [
  "arrived",
  "danced",
  "laughed",
  "sang",
  "slept",
  "smiled",
  "sneezed",
  "traveled",
  "waited",
  "whispered",
] as const;

export const prepositions = ["near", "behind", "beside", "next to"] as const;

/** What a relative clause about people starts with. */
export const relatives = ["who", "that"] as const;

/** Drawn words: what one pair of sentences is made of. */
export interface Words {
  /** Three different people with their article, each one or several, e.g. `"the bakers"`. */
  readonly people: readonly [string, string, string];
  /** `"was"` or `"were"`, as the first of them wants it. */
  readonly was: string;
  /** Two different transitive verbs in the past, which take any of the people as an object. */
  readonly verbs: readonly [string, string];
  /** Several of some kind, without an article, e.g. `"bakers"`; none of the three people. */
  readonly plural: string;
  readonly intransitive: string;
  /** One of a list. */
  pick<T>(choices: readonly T[]): T;
}

/** Draws the words of one pair of sentences. */
export function drawWords(random: Random): Words {
  const pick = <T>(choices: readonly T[]): T => choices[random.integer(choices.length)]!;
  const [a, b, c, d] = random.shuffle(people);
  const [first, second] = random.shuffle(transitive);
  const isPlural = [0, 1, 2].map(() => random.integer(2) === 0);
  const phrase = (noun: string, place: number) => `the ${noun}${isPlural[place] ? "s" : ""}`;
  return {
    people: [phrase(a!, 0), phrase(b!, 1), phrase(c!, 2)],
    was: isPlural[0] ? "were" : "was",
    verbs: [first!, second!],
    plural: `${d}s`,
    intransitive: pick(intransitive),
    pick,
  };
}
