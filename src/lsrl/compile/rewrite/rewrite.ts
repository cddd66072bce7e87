import { CompileError } from "../../../core/errors.ts";
import { requireInRange } from "../../../core/ranges.ts";
import { forEach, type Node, type Program, pathTo } from "../../language/index.ts";
import type { Network } from "../../network/index.ts";
import { firstBranch, type Graph, graphOf } from "./graph.ts";
import { pathNetwork } from "./path-network.ts";
import type { FoldRule } from "./rule.ts";
import { branchRules, computeStepsFirst, foldRules, tidyPath } from "./rules/index.ts";

/** How programs are compiled by rewriting. */
export interface RewriteOptions {
  /** Whether to keep every step, to draw or to study. Default: false. */
  readonly history?: boolean;
  /** Greatest number of steps. Default: 10,000. */
  readonly stepLimit?: number;
  /**
   * Computes the value of a step function before it is read where its constants round, as those of
   * the preset `paper` do: more stages, but rounding errors no greater than the program's own. The
   * paper multiplies all weights through. Default: false.
   */
  readonly guard?: boolean;
}

/** One application of a rule. */
export interface RewriteStep {
  /** The rule's name, e.g. `"merge states"`. */
  readonly rule: string;
  /** The node whose readers the rule was about; absent for rules that apply everywhere. */
  readonly branch?: Node | undefined;
  /** The program after the step, equivalent to the one before. */
  readonly program: Program;
}

/** What rewriting gives. */
export interface RewriteResult {
  readonly network: Network;
  /** The program as a path: every node reads the one before it. */
  readonly path: Program;
  readonly numSteps: number;
  /** All steps, if they were asked for; else none. */
  readonly history: readonly RewriteStep[];
}

/**
 * Compiles a program by rewriting it until it is a path: maps are folded, and then a rule deals with
 * the first node that several others read, over and over. A rule merges some of its readers, or makes
 * them alike for the next one to merge, so that the branch moves to the output. The paper gives no proof
 * that this ends, hence the limit; programs of 700 nodes take about 600 steps.
 *
 * @throws {CompileError} If that takes more than `stepLimit` steps.
 * @see Petrov et al. 2024 (LSRL), section 3.
 * @example
 * const { path, history } = rewrite(forEach(larger(ones, zeros)), { history: true });
 */
export function rewrite(program: Program, options: RewriteOptions = {}): RewriteResult {
  const { guard = false } = options;
  const rewriting = new Rewriting(program.sink, options);
  rewriting.fold(guard ? [computeStepsFirst] : []);
  rewriting.fold(foldRules);
  for (;;) {
    const branch = firstBranch(rewriting.graph);
    if (branch === undefined) break;
    rewriting.resolve(branch);
    rewriting.fold(foldRules);
  }
  rewriting.fold([...foldRules, tidyPath]);
  const { graph, numSteps, history } = rewriting;
  const path = forEach(graph.sink);
  return { network: pathNetwork(path), path, numSteps, history };
}

class Rewriting {
  graph: Graph;
  numSteps = 0;
  readonly history: RewriteStep[] = [];
  readonly #keepsHistory: boolean;
  readonly #stepLimit: number;

  constructor(sink: Node, { history = false, stepLimit = 10_000 }: RewriteOptions) {
    requireInRange("rewrite: stepLimit", stepLimit, { min: 0, integer: true });
    this.graph = graphOf(sink);
    this.#keepsHistory = history;
    this.#stepLimit = stepLimit;
  }

  /** Applies rules until none of them changes anything. */
  fold(rules: readonly FoldRule[]): void {
    let numIdle = 0; // rules in a row that changed nothing
    for (let i = 0; numIdle < rules.length; i = (i + 1) % rules.length) {
      const before = this.graph;
      const { name, apply } = rules[i]!;
      this.#advance(name, apply(before));
      numIdle = this.graph === before ? numIdle + 1 : 0;
    }
  }

  /** Applies the first rule that fits the readers of a node. */
  resolve(branch: Node): void {
    for (const { name, apply } of branchRules) {
      const after = apply(this.graph, branch);
      if (after === undefined) continue;
      this.#advance(name, after, branch);
      return;
    }
    throw new Error("rewrite: no rule fits");
  }

  #advance(rule: string, after: Graph, branch?: Node): void {
    if (after === this.graph) return;
    if (this.numSteps === this.#stepLimit) {
      const place = branch === undefined ? "" : pathTo(this.graph.sink, branch);
      throw new CompileError(
        `rewrite: the program must become a path within stepLimit steps, got no path after ${this.#stepLimit}. Raise stepLimit, or use the scheduled compiler.`,
        place,
      );
    }
    this.graph = after;
    this.numSteps += 1;
    if (this.#keepsHistory) this.history.push(createStep(rule, after.sink, branch));
  }
}

function createStep(rule: string, sink: Node, branch: Node | undefined): RewriteStep {
  return {
    rule,
    branch,
    // Made when it is looked at: the steps share their nodes, but a program holds lists of them.
    get program() {
      return forEach(sink);
    },
  };
}
