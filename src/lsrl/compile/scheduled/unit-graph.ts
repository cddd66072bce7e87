import {
  type Bounds,
  intersect,
  productBounds,
  reluBounds,
  scaleBounds,
  unbounded,
} from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";
import { type AffineForm, equalForms, hashForm, hashNumber } from "./affine-form.ts";
import { stateBounds } from "./state-bounds.ts";

/** What is computed at once: a ReLU, a product, or the states that one block of A binds together. */
export type Block =
  | { readonly kind: "ReLU"; readonly firstUnit: number; readonly form: AffineForm }
  | {
      readonly kind: "Multiplicative";
      readonly firstUnit: number;
      readonly gate: AffineForm;
      readonly value: AffineForm;
    }
  | StateBlock;

/** States whose next values depend on one another. */
export interface StateBlock {
  readonly kind: "LinState";
  readonly firstUnit: number;
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  /** `[m]`. */
  readonly initState: readonly number[];
  /** `[m]`: `B x + bias`. */
  readonly drift: readonly AffineForm[];
}

/** A weighted sum of units of which something is known. */
export interface KnownSum {
  /** Ascending. */
  readonly units: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly bounds: Bounds;
  readonly label: string | undefined;
}

/** Whether one vector is a multiple of the other, but for rounding; none has a 0. */
export function isParallel(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 1; i < a.length; i += 1) {
    const [left, right] = [a[0]! * b[i]!, b[0]! * a[i]!];
    if (Math.abs(left - right) > 2 ** -50 * Math.abs(left)) return false;
  }
  return true;
}

/** Number of units of a block. */
export function blockWidth(block: Block): number {
  return block.kind === "LinState" ? block.drift.length : 1;
}

/** The forms that a block reads. */
export function blockForms(block: Block): readonly AffineForm[] {
  switch (block.kind) {
    case "ReLU":
      return [block.form];
    case "Multiplicative":
      return [block.gate, block.value];
    case "LinState":
      return block.drift;
  }
}

/**
 * The scalars of a program that are not affine in others. Units are numbered: first the coordinates
 * of the token, then those of the blocks, each after the units it reads. Equal blocks are one.
 */
export class UnitGraph {
  readonly inputDim: number;
  readonly blocks: Block[] = [];
  /** Number of the block of each unit, -1 for the token's. */
  readonly blockOf: number[];
  /** Bounds of each unit. */
  readonly bounds: Bounds[];
  /** Names of units. */
  readonly labels = new Map<number, string>();
  readonly #horizon: number;
  readonly #known = new Map<number, number[]>();
  readonly #sums = new Map<string, KnownSum[]>();

  constructor(inputDim: number, inputBounds: Bounds | undefined, horizon: number) {
    this.inputDim = inputDim;
    this.blockOf = new Array<number>(inputDim).fill(-1);
    this.bounds = new Array<Bounds>(inputDim).fill(inputBounds ?? unbounded);
    this.#horizon = horizon;
  }

  get numUnits(): number {
    return this.blockOf.length;
  }

  /** Bounds of a form, from those of its units. */
  boundsOf({ units, coefficients, constant }: AffineForm): Bounds {
    let [min, max] = [constant, constant];
    for (let i = 0; i < units.length; i += 1) {
      const part = scaleBounds(coefficients[i]!, this.bounds[units[i]!]!);
      min += part.min;
      max += part.max;
    }
    return { min, max };
  }

  /** Whether a unit is the ReLU of a sum with a constant that is no short binary fraction. */
  isRounded(unit: number): boolean {
    const block = this.blocks[this.blockOf[unit]!];
    return block?.kind === "ReLU" && !Number.isSafeInteger(block.form.constant * 2 ** 30);
  }

  /** The unit `max(0, form)`. @param bounds - Of the form. */
  relu(form: AffineForm, bounds: Bounds): number {
    const hash = hashNumber(hashForm(form), 1);
    const isSame = (block: Block) => block.kind === "ReLU" && equalForms(block.form, form);
    return this.#find(hash, isSame, (firstUnit) => {
      this.#addUnit(reluBounds(bounds));
      return { kind: "ReLU", firstUnit, form };
    });
  }

  /** The unit `gate * value`. */
  product(gate: AffineForm, value: AffineForm, gateBounds: Bounds, valueBounds: Bounds): number {
    const hash = hashNumber(hashForm(gate) + hashForm(value), 2);
    const isSame = (block: Block) =>
      block.kind === "Multiplicative" &&
      ((equalForms(block.gate, gate) && equalForms(block.value, value)) ||
        (equalForms(block.gate, value) && equalForms(block.value, gate)));
    return this.#find(hash, isSame, (firstUnit) => {
      const bounds = productBounds(gateBounds, valueBounds);
      this.#addUnit(
        equalForms(gate, value) ? { min: Math.max(0, bounds.min), max: bounds.max } : bounds,
      );
      return { kind: "Multiplicative", firstUnit, gate, value };
    });
  }

  /** The first of the units of a block of states. @param driftBounds - Of each drift. */
  states(
    { A, initState, drift }: Pick<StateBlock, "A" | "initState" | "drift">,
    driftBounds: readonly Bounds[],
  ): number {
    let hash = drift.reduce((mixed, form) => hashNumber(mixed, hashForm(form)), 3);
    for (const value of initState) hash = hashNumber(hash, value);
    for (const value of A.values) hash = hashNumber(hash, value);
    const isSame = (block: Block) =>
      block.kind === "LinState" &&
      block.drift.length === drift.length &&
      block.drift.every((form, i) => equalForms(form, drift[i]!)) &&
      block.initState.every((value, i) => value === initState[i]) &&
      equalMatrices(block.A, A);
    return this.#find(hash, isSame, (firstUnit) => {
      const recurrence = { A, initState, drift: driftBounds };
      for (const bounds of stateBounds(recurrence, this.#horizon)) this.#addUnit(bounds);
      return { kind: "LinState", firstUnit, A, initState, drift };
    });
  }

  /** Gives a unit a name, unless it has one. */
  label(unit: number, name: string): void {
    if (!this.labels.has(unit)) this.labels.set(unit, name);
  }

  /**
   * Remembers what is known of a sum of units: its bounds, and its name if it has one.
   *
   * @param bounds - Of the form, its constant included.
   */
  note(form: AffineForm, bounds: Bounds, label: string | undefined): void {
    const { units, coefficients, constant } = form;
    const key = units.join();
    const sum: KnownSum = {
      units,
      weights: coefficients,
      bounds: { min: bounds.min - constant, max: bounds.max - constant },
      label: constant === 0 ? label : undefined,
    };
    const others = this.#sums.get(key);
    if (others === undefined) this.#sums.set(key, [sum]);
    else if (!others.some((other) => isParallel(other.weights, coefficients))) others.push(sum);
  }

  /** What is known of a multiple of `sum weights[i] * units[i]`. */
  knownSum(units: readonly number[], weights: readonly number[]): KnownSum | undefined {
    return this.#sums.get(units.join())?.find((sum) => isParallel(sum.weights, weights));
  }

  /** Narrows the bounds of a unit to what is declared for it. */
  declare(unit: number, bounds: Bounds): void {
    this.bounds[unit] = intersect(this.bounds[unit]!, bounds);
  }

  #addUnit(bounds: Bounds): void {
    this.blockOf.push(this.blocks.length);
    this.bounds.push(bounds);
  }

  #find(
    hash: number,
    isSame: (block: Block) => boolean,
    create: (firstUnit: number) => Block,
  ): number {
    const candidates = this.#known.get(hash);
    const found = candidates?.find((index) => isSame(this.blocks[index]!));
    if (found !== undefined) return this.blocks[found]!.firstUnit;
    const block = create(this.numUnits);
    if (candidates === undefined) this.#known.set(hash, [this.blocks.length]);
    else candidates.push(this.blocks.length);
    this.blocks.push(block);
    return block.firstUnit;
  }
}

function equalMatrices(a: SparseMatrix, b: SparseMatrix): boolean {
  return (
    a.rows === b.rows &&
    a.numNonZeros === b.numNonZeros &&
    a.rowStarts.every((start, i) => start === b.rowStarts[i]) &&
    a.entryColumns.every((column, k) => column === b.entryColumns[k]) &&
    a.values.every((value, k) => value === b.values[k])
  );
}
