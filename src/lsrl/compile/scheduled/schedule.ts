import type { AffineForm } from "./affine-form.ts";
import { type Block, blockForms, type UnitGraph } from "./unit-graph.ts";

/** The blocks that a stage computes. */
export interface PlannedStage {
  readonly kind: Block["kind"];
  readonly blocks: Block[];
}

/** The order of a network. */
export interface Schedule {
  readonly stages: readonly PlannedStage[];
  /**
   * Of each unit: the last stage that reads it; the number of stages where the output does, -1 where
   * nothing does.
   */
  readonly lastUse: Int32Array;
}

/**
 * Puts the blocks that the outputs need into stages of one kind each. Each time the stage is of the
 * kind whose longest chain of work that is still to do is longest, and takes all blocks of the kind that are ready.
 * Afterwards blocks move to later stages where that shortens the lives of units.
 */
export function schedule(graph: UnitGraph, outputs: readonly AffineForm[]): Schedule {
  const plan = new Plan(graph, outputs);
  plan.placeGreedily();
  plan.moveLater();
  return plan.finish();
}

class Plan {
  readonly #graph: UnitGraph;
  readonly #outputs: readonly AffineForm[];
  /** Blocks that are needed. */
  readonly #needed: readonly number[];
  /** Of each block: the blocks it reads, each once. */
  readonly #operands: readonly (readonly number[])[];
  /** Of each block: the needed blocks that read it. */
  readonly #readers: readonly number[][];
  /** Of each block: its stage. */
  readonly #stageOf: Int32Array;
  readonly #kinds: Block["kind"][] = [];

  constructor(graph: UnitGraph, outputs: readonly AffineForm[]) {
    this.#graph = graph;
    this.#outputs = outputs;
    this.#operands = graph.blocks.map((block) => blocksIn(graph, blockForms(block)));
    this.#needed = neededBlocks(this.#operands, blocksIn(graph, outputs));
    this.#readers = graph.blocks.map(() => []);
    for (const block of this.#needed) {
      for (const operand of this.#operands[block]!) this.#readers[operand]!.push(block);
    }
    this.#stageOf = new Int32Array(graph.blocks.length).fill(-1);
  }

  placeGreedily(): void {
    const chain = this.#remainingChains();
    const waitingFor = new Map(this.#needed.map((block) => [block, this.#operands[block]!.length]));
    let ready = this.#needed.filter((block) => waitingFor.get(block) === 0);
    while (ready.length > 0) {
      const first = ready.reduce((a, b) => (chain[b]! > chain[a]! ? b : a));
      const kind = this.#graph.blocks[first]!.kind;
      const placed = ready.filter((block) => this.#graph.blocks[block]!.kind === kind);
      ready = ready.filter((block) => this.#graph.blocks[block]!.kind !== kind);
      for (const block of placed) {
        this.#stageOf[block] = this.#kinds.length;
        for (const reader of this.#readers[block]!) {
          const left = waitingFor.get(reader)! - 1;
          waitingFor.set(reader, left);
          if (left === 0) ready.push(reader);
        }
      }
      this.#kinds.push(kind);
    }
  }

  /** Moves ReLUs and products next to their first reader unless two operands or more must live longer. */
  moveLater(): void {
    const lastUse = this.#lastUses();
    for (const block of this.#needed.toReversed()) {
      const { kind } = this.#graph.blocks[block]!;
      if (kind === "LinState") continue;
      const from = this.#stageOf[block]!;
      const readers = this.#readers[block]!.map((reader) => this.#stageOf[reader]!);
      const limit = Math.min(this.#kinds.length, ...readers);
      const to = this.#kinds.lastIndexOf(kind, limit - 1);
      if (to <= from) continue;
      const units = new Set(
        blockForms(this.#graph.blocks[block]!).flatMap((form) => [...form.units]),
      );
      const prolonged = [...units].filter((unit) => lastUse[unit]! < to);
      if (prolonged.length > 1) continue;
      this.#stageOf[block] = to;
      for (const unit of prolonged) lastUse[unit] = to;
    }
  }

  finish(): Schedule {
    const stages = this.#kinds.map((kind): PlannedStage => ({ kind, blocks: [] }));
    for (const block of this.#needed) {
      stages[this.#stageOf[block]!]!.blocks.push(this.#graph.blocks[block]!);
    }
    return { stages, lastUse: this.#lastUses() };
  }

  /** Of each block: the number of blocks on the longest way from it to an output. */
  #remainingChains(): Int32Array {
    const chain = new Int32Array(this.#graph.blocks.length);
    for (const block of this.#needed.toReversed()) {
      chain[block] = 1 + this.#readers[block]!.reduce((max, r) => Math.max(max, chain[r]!), 0);
    }
    return chain;
  }

  #lastUses(): Int32Array {
    const lastUse = new Int32Array(this.#graph.numUnits).fill(-1);
    const use = (forms: readonly AffineForm[], stage: number) => {
      for (const { units } of forms) {
        for (const unit of units) lastUse[unit] = Math.max(lastUse[unit]!, stage);
      }
    };
    for (const block of this.#needed) {
      use(blockForms(this.#graph.blocks[block]!), this.#stageOf[block]!);
    }
    use(this.#outputs, this.#kinds.length);
    return lastUse;
  }
}

/** The blocks whose units occur in forms, each once. */
function blocksIn({ blockOf }: UnitGraph, forms: readonly AffineForm[]): readonly number[] {
  const found = new Set<number>();
  for (const { units } of forms) {
    for (const unit of units) {
      if (blockOf[unit]! >= 0) found.add(blockOf[unit]!);
    }
  }
  return [...found];
}

/** The blocks that some blocks depend on, and these themselves, ascending. */
function neededBlocks(
  operands: readonly (readonly number[])[],
  roots: readonly number[],
): readonly number[] {
  const needed = new Set(roots);
  for (const block of needed) {
    for (const operand of operands[block]!) needed.add(operand);
  }
  return [...needed].sort((a, b) => a - b);
}
