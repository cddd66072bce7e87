import type { HansHeuristic, HansLabel } from "../hans.ts";
import type { Words } from "./vocabulary.ts";

/** A premise and a hypothesis, without capital and full stop. */
type Pair = readonly [premise: string, hypothesis: string];

/** A construction of pairs that all have one label. */
export interface Subcase {
  /** As in the paper's appendix. */
  readonly name: string;
  readonly heuristic: HansHeuristic;
  readonly label: HansLabel;
  readonly templates: readonly ((words: Words) => Pair)[];
}

/** The subcases of one heuristic and label, by name. */
export function subcases(
  heuristic: HansHeuristic,
  label: HansLabel,
  templates: Readonly<Record<string, Subcase["templates"]>>,
): readonly Subcase[] {
  return Object.entries(templates).map(([name, list]) => ({
    name,
    heuristic,
    label,
    templates: list,
  }));
}
