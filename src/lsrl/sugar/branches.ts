import { ConfigError } from "../../core/errors.ts";
import type { Bounds, Node } from "../language/index.ts";
import { constant } from "./constant.ts";
import { requireSameDim, withDimOf } from "./operands.ts";

/** A branch of a conditional: a node like the condition, a number for all entries, or absent for 0. */
export type Branch<D extends number = number> = Node<D> | number | undefined;

/** The branches of a conditional as nodes; at least one is there. */
export interface Branches<D extends number> {
  readonly whenTrue: Node<D> | undefined;
  readonly whenFalse: Node<D> | undefined;
}

/**
 * Parses the branches of a conditional.
 *
 * @throws {ConfigError} If both are absent, or one is a number and the other a node.
 * @throws {ShapeError} If a branch is not of the condition's dimension.
 */
export function readBranches<D extends number>(
  block: string,
  condition: Node<D>,
  whenTrue: Branch<D>,
  whenFalse: Branch<D>,
): Branches<D> {
  const given = [whenTrue, whenFalse].filter((branch) => branch !== undefined);
  if (given.length === 0) {
    throw new ConfigError(
      `${block}: at least one of whenTrue and whenFalse must be given, got none`,
    );
  }
  const numNumbers = given.filter((branch) => typeof branch === "number").length;
  if (numNumbers === 1 && given.length === 2) {
    throw new ConfigError(
      `${block}: whenTrue and whenFalse must both be numbers or both nodes, got one of each. Make a node of the number with constant(x, value).`,
    );
  }
  const toNode = (name: string, branch: Branch<D>): Node<D> | undefined => {
    if (branch === undefined) return undefined;
    if (typeof branch === "number") {
      const values = new Float64Array(condition.dim).fill(branch);
      return withDimOf(condition, constant(condition, values));
    }
    requireSameDim(`${block}: ${name}`, condition, branch);
    return branch;
  };
  return {
    whenTrue: toNode("whenTrue", whenTrue),
    whenFalse: toNode("whenFalse", whenFalse),
  };
}

/** What covers 0 and every branch; `undefined` where a branch has no bounds. */
export function boundsOfBranches({ whenTrue, whenFalse }: Branches<number>): Bounds | undefined {
  const given = [whenTrue, whenFalse].filter((branch) => branch !== undefined);
  const known = given.map(({ bounds }) => bounds).filter((bounds) => bounds !== undefined);
  if (known.length < given.length) return undefined;
  return {
    min: Math.min(0, ...known.map(({ min }) => min)),
    max: Math.max(0, ...known.map(({ max }) => max)),
  };
}

/** The node with bounds, where there are some. */
export function withBounds<D extends number>(node: Node<D>, bounds: Bounds | undefined): Node<D> {
  return bounds === undefined ? node : node.bounded(bounds);
}
