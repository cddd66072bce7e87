import { type Subcase, subcases } from "./subcase.ts";
import { prepositions, relatives } from "./vocabulary.ts";

/** Verbs that take a person or a whole sentence. */
const opinionVerbs = ["believed", "feared", "forgot", "heard", "remembered", "understood"] as const;

/** Verbs that go with an object and without one. */
const looseVerbs = [
  "called",
  "cheered",
  "followed",
  "helped",
  "hid",
  "interrupted",
  "paid",
  "watched",
] as const;

/** Verbs that are their own participle and go without an object. */
const participles = ["called", "helped", "paid", "served", "trained", "watched"] as const;

const places = [
  "at the harbor",
  "at the market",
  "at the station",
  "in the garden",
  "in the kitchen",
  "in the library",
  "on the boat",
  "on the bridge",
] as const;

const adjectives = [
  "clever",
  "friendly",
  "gentle",
  "happy",
  "hungry",
  "lucky",
  "patient",
  "quiet",
  "tired",
  "young",
] as const;

/** Activities that stay true when their object is left out. */
const activities = [
  ["cleaned", "the kitchen", "the windows", "the cellar"],
  ["cooked", "the soup", "the rice", "the beans"],
  ["drank", "the tea", "the juice", "the water"],
  ["ate", "the bread", "the apples", "the pie"],
  ["painted", "the fence", "the door", "the portrait"],
  ["read", "the letter", "the map", "the novel"],
  ["sang", "the song", "the ballad", "the anthem"],
  ["sewed", "the curtains", "the coat", "the flag"],
  ["studied", "the chart", "the recipe", "the poem"],
  ["wrote", "the report", "the essay", "the diary"],
] as const;

/** The hypothesis is a piece of the premise, which does not say it. */
const unsupported = subcases("subsequence", "non-entailment", {
  "sn_NP/S": [
    ({ people: [a, b, c], verbs: [verb], intransitive, pick }) => {
      const start = `${a} ${pick(opinionVerbs)} ${b}`;
      return [`${start} ${pick([intransitive, `${verb} ${c}`])}`, start];
    },
  ],
  sn_PP_on_subject: [
    ({ people: [a, b, c], verbs: [verb], intransitive, pick }) => {
      const end = `${b} ${pick([intransitive, `${verb} ${c}`])}`;
      return [`${a} ${pick(prepositions)} ${end}`, end];
    },
  ],
  sn_relative_clause_on_subject: [
    ({ people: [a, b, c], verbs: [first, second], intransitive, pick }) => {
      const end = `${b} ${pick([intransitive, `${second} ${c}`])}`;
      return [`${a} ${pick(relatives)} ${first} ${end}`, end];
    },
  ],
  sn_past_participle: [
    ({ people: [a, b], verbs: [verb], intransitive, pick }) => {
      const start = `${a} ${pick(participles)} ${pick(places)}`;
      return [`${start} ${pick([intransitive, `${verb} ${b}`])}`, start];
    },
  ],
  "sn_NP/Z": [
    ({ people: [a, b, c], verbs: [verb], intransitive, pick }) => {
      const start = `${a} ${pick(looseVerbs)} ${b}`;
      const end = pick([intransitive, `${verb} ${c}`]);
      return [`${pick(["while", "before", "after", "when"])} ${start} ${end}`, start];
    },
  ],
});

/** The hypothesis is a piece of the premise, which says it. */
const supported = subcases("subsequence", "entailment", {
  se_conjunction: [
    ({ people: [a, b, c], verbs: [verb], intransitive, pick }) => {
      const end = `${b} ${pick([intransitive, `${verb} ${c}`])}`;
      return [`${a} and ${end}`, end];
    },
    ({ people: [a, b, c], verbs: [verb] }) => [`${a} ${verb} ${b} and ${c}`, `${a} ${verb} ${b}`],
  ],
  se_adjective: [
    ({ people: [a], plural, verbs: [verb], intransitive, pick }) => {
      const end = `${plural} ${pick([intransitive, `${verb} ${a}`])}`;
      return [`${pick(adjectives)} ${end}`, end];
    },
  ],
  se_understood_object: [
    ({ people: [a], pick }) => {
      const [verb, ...objects] = pick(activities);
      return [`${a} ${verb} ${pick(objects)}`, `${a} ${verb}`];
    },
  ],
  se_relative_clause_on_obj: [
    ({ people: [a, b, c], verbs: [first, second], intransitive, pick }) => {
      const start = `${a} ${first} ${b}`;
      return [`${start} ${pick(relatives)} ${pick([intransitive, `${second} ${c}`])}`, start];
    },
  ],
  se_PP_on_obj: [
    ({ people: [a, b, c], verbs: [verb], pick }) => {
      const start = `${a} ${verb} ${b}`;
      return [`${start} ${pick(prepositions)} ${c}`, start];
    },
  ],
});

/** Pairs whose hypothesis is a piece of the premise. */
export const subsequence: readonly Subcase[] = [...supported, ...unsupported];
