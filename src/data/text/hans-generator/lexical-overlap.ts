import { type Subcase, subcases } from "./subcase.ts";
import { prepositions, relatives } from "./vocabulary.ts";

/** All words of the hypothesis are in the premise, which does not say it. */
const unsupported = subcases("lexical_overlap", "non-entailment", {
  "ln_subject/object_swap": [
    ({ people: [a, b], verbs: [verb] }) => [`${a} ${verb} ${b}`, `${b} ${verb} ${a}`],
  ],
  ln_preposition: [
    ({ people: [a, b, c], verbs: [verb], pick }) => [
      `${a} ${pick(prepositions)} ${b} ${verb} ${c}`,
      `${c} ${verb} ${pick([a, b])}`,
    ],
    ({ people: [a, b, c], verbs: [verb], pick }) => [
      `${a} ${verb} ${b} ${pick(prepositions)} ${c}`,
      `${pick([a, b])} ${verb} ${c}`,
    ],
  ],
  ln_relative_clause: [
    ({ people: [a, b, c], verbs: [first, second], pick }) => [
      `${a} ${pick(relatives)} ${b} ${first} ${second} ${c}`,
      pick([`${b} ${second} ${c}`, `${c} ${second} ${a}`, `${a} ${first} ${b}`]),
    ],
  ],
  ln_conjunction: [
    ({ people: [a, b, c], verbs: [verb] }) => [`${a} and ${b} ${verb} ${c}`, `${a} ${verb} ${b}`],
    ({ people: [a, b, c], verbs: [verb] }) => [`${a} ${verb} ${b} and ${c}`, `${b} ${verb} ${c}`],
  ],
  ln_passive: [
    ({ people: [a, b], was, verbs: [verb] }) => [
      `${a} ${was} ${verb} by ${b}`,
      `${a} ${verb} ${b}`,
    ],
  ],
});

/** All words of the hypothesis are in the premise, which says it. */
const supported = subcases("lexical_overlap", "entailment", {
  le_relative_clause: [
    ({ people: [a, b, c], verbs: [first, second], pick }) => [
      `${a} ${pick(relatives)} ${b} ${first} ${second} ${c}`,
      `${b} ${first} ${a}`,
    ],
    ({ people: [a, b, c], verbs: [first, second], pick }) => [
      `${a} ${first} ${b} ${pick(relatives)} ${second} ${c}`,
      `${b} ${second} ${c}`,
    ],
  ],
  le_around_prepositional_phrase: [
    ({ people: [a, b, c], verbs: [verb], pick }) => [
      `${a} ${pick(prepositions)} ${b} ${verb} ${c}`,
      `${a} ${verb} ${c}`,
    ],
  ],
  le_around_relative_clause: [
    ({ people: [a, b, c], verbs: [first, second], pick }) => [
      `${a} ${pick(relatives)} ${first} ${b} ${second} ${c}`,
      `${a} ${second} ${c}`,
    ],
    ({ people: [a, b], verbs: [verb], intransitive, pick }) => [
      `${a} ${pick(relatives)} ${intransitive} ${verb} ${b}`,
      `${a} ${verb} ${b}`,
    ],
  ],
  le_conjunction: [
    ({ people: [a, b, c], verbs: [verb] }) => [`${a} and ${b} ${verb} ${c}`, `${a} ${verb} ${c}`],
    ({ people: [a, b, c], verbs: [verb] }) => [`${a} ${verb} ${b} and ${c}`, `${a} ${verb} ${c}`],
  ],
  le_passive: [
    ({ people: [a, b], was, verbs: [verb] }) => [
      `${a} ${was} ${verb} by ${b}`,
      `${b} ${verb} ${a}`,
    ],
  ],
});

/** Pairs whose hypothesis has only words of the premise, in another order or not next to each other. */
export const lexicalOverlap: readonly Subcase[] = [...supported, ...unsupported];
