import { CompileError } from "../../../core/errors.ts";
import { requireInRange } from "../../../core/ranges.ts";
import { forEach, type Node, type Program } from "../../language/index.ts";
import type { Network } from "../../network/index.ts";
import { firstBranch, type Graph, graphOf } from "./graph.ts";
import { pathNetwork } from "./path-network.ts";
import type { FoldRule } from "./rule.ts";
import { branchRules, foldRules, tidyPath } from "./rules/index.ts";

/** How the rewriting compiler works. */
export interface RewriteOptions {
  /** Whether to keep every step, to draw or to study. Default: false. */
  readonly history?: boolean;
  /** Greatest number of steps. Default: 10,000. */
  readonly stepLimit?: number;
}

/** One application of a rule. */
export interface RewriteStep {
  /** The rule's name, e.g. `"merge states"`. */
  readonly rule: string;
  /** The node that more than one node read, and that the rule removes from the branches; absent for folds. */
  readonly branch?: Node | undefined;
  /** The program after the step; it is equivalent to every other one. */
  readonly program: Program;
}

/** What the rewriting compiler gives. */
export interface RewriteResult {
  readonly network: Network;
  /** The program as a path: every node reads the one before it. */
  readonly path: Program;
  readonly numSteps: number;
  /** All steps, if they were asked for; else none. */
  readonly history: readonly RewriteStep[];
}

/**
 * Compiles a program by rewriting it until it is a path: rules fold what they can, and then one rule
 * removes the first branch, over and over.
 *
 * @throws {CompileError} If that takes more steps than the limit.
 * @see Petrov et al. 2024 (LSRL), section 3 and appendix.
 */
export function rewrite(
  program: Program,
  { history = false, stepLimit = 10_000 }: RewriteOptions = {},
): RewriteResult {
  requireInRange("rewrite: stepLimit", stepLimit, { min: 0, integer: true });
  const steps: RewriteStep[] = [];
  let numSteps = 0;
  const advance = (before: Graph, after: Graph, rule: string, branch?: Node): Graph => {
    if (after === before) return before;
    numSteps += 1;
    if (numSteps > stepLimit) {
      throw new CompileError(
        `rewrite: a program must become a path within ${stepLimit} steps, got one that still branches. Raise stepLimit, or use the scheduled compiler.`,
      );
    }
    if (history) steps.push(createStep(rule, after.sink, branch));
    return after;
  };
  const fold = (start: Graph, rules: readonly FoldRule[]): Graph => {
    let graph = start;
    for (let before: Graph | undefined; before !== graph; ) {
      before = graph;
      for (const { name, apply } of rules) graph = advance(graph, apply(graph), name);
    }
    return graph;
  };
  let graph = fold(graphOf(program.sink), foldRules);
  for (let at = firstBranch(graph); at !== undefined; at = firstBranch(graph)) {
    const { rule, after } = applyBranchRule(graph, at);
    graph = fold(advance(graph, after, rule, at), foldRules);
  }
  graph = fold(graph, [...foldRules, tidyPath]);
  const path = forEach(graph.sink);
  return { network: pathNetwork(path), path, numSteps, history: steps };
}

function applyBranchRule(graph: Graph, branch: Node): { rule: string; after: Graph } {
  for (const { name, apply } of branchRules) {
    const after = apply(graph, branch);
    if (after !== undefined) return { rule: name, after };
  }
  throw new Error("rewrite: some rule fits every branch");
}

function createStep(rule: string, sink: Node, branch: Node | undefined): RewriteStep {
  return {
    rule,
    branch,
    // Made when it is looked at: a program costs more memory than its share of the nodes.
    get program() {
      return forEach(sink);
    },
  };
}
