import { type Subcase, subcases } from "./subcase.ts";
import type { Words } from "./vocabulary.ts";

const conditions = ["if", "unless", "in case", "provided that"] as const;
const reasons = ["since", "because", "although", "after"] as const;

/** Who says it knows that it is so. */
const factiveVerbs = ["discovered", "forgot", "knew", "noticed", "realized", "regretted"] as const;
const opinionVerbs = [
  "assumed",
  "believed",
  "claimed",
  "doubted",
  "hoped",
  "said",
  "suspected",
] as const;

const certain = [
  "certainly",
  "clearly",
  "fortunately",
  "of course",
  "sadly",
  "surprisingly",
  "undoubtedly",
  "without a doubt",
] as const;
const uncertain = [
  "allegedly",
  "hopefully",
  "maybe",
  "perhaps",
  "possibly",
  "probably",
  "supposedly",
] as const;

/** Two whole sentences about different people. */
function twoClauses({ people: [a, b, c], verbs: [verb], intransitive, pick }: Words) {
  return pick([
    [`${a} ${verb} ${b}`, `${c} ${intransitive}`],
    [`${a} ${intransitive}`, `${b} ${verb} ${c}`],
  ] as const);
}

/** One whole sentence about the second person. */
function oneClause({ people: [, b, c], verbs: [verb], intransitive, pick }: Words): string {
  return pick([`${b} ${intransitive}`, `${b} ${verb} ${c}`]);
}

/** The hypothesis is a sentence inside the premise, which does not say it. */
const unsupported = subcases("constituent", "non-entailment", {
  cn_embedded_under_if: [
    (words) => {
      const [first, second] = twoClauses(words);
      return [`${words.pick(conditions)} ${first}, ${second}`, first];
    },
  ],
  cn_after_if_clause: [
    (words) => {
      const [first, second] = twoClauses(words);
      return [`${words.pick(conditions)} ${first}, ${second}`, second];
    },
  ],
  cn_embedded_under_verb: [
    (words) => {
      const clause = oneClause(words);
      return [`${words.people[0]} ${words.pick(opinionVerbs)} that ${clause}`, clause];
    },
  ],
  cn_disjunction: [
    (words) => {
      const clauses = twoClauses(words);
      const start = words.pick(["", "either "]);
      return [`${start}${clauses[0]}, or ${clauses[1]}`, words.pick(clauses)];
    },
  ],
  cn_adverb: [
    (words) => {
      const clause = oneClause(words);
      return [`${words.pick(uncertain)} ${clause}`, clause];
    },
  ],
});

/** The hypothesis is a sentence inside the premise, which says it. */
const supported = subcases("constituent", "entailment", {
  ce_embedded_under_since: [
    (words) => {
      const [first, second] = twoClauses(words);
      return [`${words.pick(reasons)} ${first}, ${second}`, first];
    },
  ],
  ce_after_since_clause: [
    (words) => {
      const [first, second] = twoClauses(words);
      return [`${words.pick(reasons)} ${first}, ${second}`, second];
    },
  ],
  ce_embedded_under_verb: [
    (words) => {
      const clause = oneClause(words);
      return [`${words.people[0]} ${words.pick(factiveVerbs)} that ${clause}`, clause];
    },
  ],
  ce_conjunction: [
    (words) => {
      const clauses = twoClauses(words);
      const link = words.pick(["and", "but"]);
      return [`${clauses[0]}, ${link} ${clauses[1]}`, words.pick(clauses)];
    },
  ],
  ce_adverb: [
    (words) => {
      const clause = oneClause(words);
      return [`${words.pick(certain)} ${clause}`, clause];
    },
  ],
});

/** Pairs whose hypothesis is a whole constituent of the premise. */
export const constituent: readonly Subcase[] = [...supported, ...unsupported];
