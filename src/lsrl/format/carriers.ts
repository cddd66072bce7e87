import type { Node } from "../language/index.ts";
import { nodeName } from "../language/index.ts";
import type { Network } from "../network/index.ts";

/** A unit of a network that holds an entry of a variable, once a token has gone through. */
export interface Carrier {
  /** Index of the stage. */
  readonly stage: number;
  /** Index of the unit in its stage. */
  readonly unit: number;
  /** Index of the entry. */
  readonly entry: number;
  /** What of it: all, `max(0, x)` or `max(0, -x)`. */
  readonly part: "whole" | "positive" | "negative";
}

/**
 * Which units hold which variables, as far as the labels of the stages tell: `name`, or `name[i]` for
 * the entries of a vector, with a `+` or `-` for the parts. A name that several variables share tells
 * nothing.
 *
 * @param variables - Labelled nodes of the program that the network was compiled from.
 */
export function findCarriers(
  variables: readonly Node[],
  { stages }: Network,
): ReadonlyMap<Node, readonly Carrier[]> {
  const meanings = labelMeanings(variables);
  const carriers = new Map<Node, Carrier[]>(variables.map((node) => [node, []]));
  stages.forEach(({ labels = [] }, stage) => {
    labels.forEach((label, unit) => {
      const meaning = label === undefined ? undefined : meanings.get(label);
      if (meaning === undefined || meaning === "ambiguous") return;
      const { node, entry, part } = meaning;
      carriers.get(node)?.push({ stage, unit, entry, part });
    });
  });
  return carriers;
}

interface Meaning extends Pick<Carrier, "entry" | "part"> {
  readonly node: Node;
}

const suffixes = [
  { suffix: "", part: "whole" },
  { suffix: "+", part: "positive" },
  { suffix: "-", part: "negative" },
] as const;

function labelMeanings(variables: readonly Node[]): ReadonlyMap<string, Meaning | "ambiguous"> {
  const meanings = new Map<string, Meaning | "ambiguous">();
  for (const node of variables) {
    const name = nodeName(node);
    for (let entry = 0; entry < node.dim; entry += 1) {
      const label = node.dim === 1 ? name : `${name}[${entry}]`;
      for (const { suffix, part } of suffixes) {
        const key = label + suffix;
        meanings.set(key, meanings.has(key) ? "ambiguous" : { node, entry, part });
      }
    }
  }
  return meanings;
}
