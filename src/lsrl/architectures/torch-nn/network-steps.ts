import { CompileError } from "../../../core/errors.ts";
import type { Bounds } from "../../language/index.ts";
import type { SparseMatrix } from "../../matrix.ts";
import {
  type AffineMap,
  largestWithin,
  mapBounds,
  type Network,
  type ProductStage,
  type RowSum,
  type Stage,
  stackMaps,
  stageLetters,
  sumRows,
  unitBounds,
} from "../../network/index.ts";

/**
 * How products of two factors that both vary are written. `exact`: not at all. `binary`: as a gate,
 * exact where the first factor is always 0 or 1. `analogue`: for any factors, to a small error.
 */
export type ProductMode = "exact" | "binary" | "analogue";

interface StepNotes {
  /** What messages start with, e.g. `"emitLstm: stage 3 (S)"`. */
  readonly subject: string;
}

/** States that start from 0: `s' <- A s' + drift`; the units are `s' + offset`. */
export interface StateStep extends StepNotes {
  readonly kind: "state";
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  readonly drift: AffineMap;
  /** `[m]`. */
  readonly offset: Float64Array;
  /** `[m]`: of `s'`. */
  readonly bounds: readonly Bounds[];
}

/** `value` where `gate > 0`, else 0. */
export interface GatedStep extends StepNotes {
  readonly kind: "gated";
  readonly gate: AffineMap;
  readonly value: AffineMap;
  /** `[m]`: whether the value always passes; then the gate is 1. */
  readonly isOpen: readonly boolean[];
}

/** `left * right`. */
export interface ProductStep extends StepNotes {
  readonly kind: "product";
  readonly left: AffineMap;
  readonly right: AffineMap;
  readonly leftBounds: readonly Bounds[];
  readonly rightBounds: readonly Bounds[];
  /** `[m]`: whether `right` is the product already; then the row of `left` means nothing. */
  readonly isOpen: readonly boolean[];
}

/** An affine map of all units. */
interface AffineStep extends StepNotes {
  readonly kind: "affine";
  readonly map: AffineMap;
}

/** What a stage of a network is to a recurrent layer. All maps read the units of the stage before. */
export type NetworkStep = StateStep | GatedStep | ProductStep | AffineStep;

/** What steps are planned for. */
export interface StepOptions {
  /** Name of the emitter, for messages. */
  readonly emitter: string;
  readonly products: ProductMode;
  /** Greatest absolute value of a factor of a product whose bounds are not known. */
  readonly maxValue?: number | undefined;
  /** What to do about a product that can not be written, in a sentence. */
  readonly remedy: string;
}

/**
 * Tells for each stage what a recurrent layer has to do.
 *
 * @throws {CompileError} If both factors of a product vary and `products` is `exact`.
 */
export function planSteps(network: Network, options: StepOptions): readonly NetworkStep[] {
  const bounds = unitBounds(network);
  return network.stages.map((stage, k) => {
    const subject = `${options.emitter}: stage ${k} (${stageLetters[stage.kind]})`;
    return planStep(stage, { subject, before: bounds[k]!, after: bounds[k + 1]!, options });
  });
}

interface StageContext {
  readonly subject: string;
  readonly before: readonly Bounds[];
  readonly after: readonly Bounds[];
  readonly options: StepOptions;
}

function planStep(stage: Stage, context: StageContext): NetworkStep {
  const { subject, before, after } = context;
  switch (stage.kind) {
    case "ReLU": {
      const isOpen = mapBounds(stage.map, before).map(({ min }) => min >= 0);
      if (!isOpen.includes(false)) return { kind: "affine", subject, map: stage.map };
      return { kind: "gated", subject, gate: opened(stage.map, isOpen), value: stage.map, isOpen };
    }
    case "LinState": {
      const { A, B, bias, initState: offset } = stage;
      const first = A.apply(offset);
      const drift = { weights: B, bias: bias.map((b, i) => b + (first[i]! - offset[i]!)) };
      const bounds = after.map(({ min, max }, i) => ({
        min: min - offset[i]!,
        max: max - offset[i]!,
      }));
      return { kind: "state", subject, A, drift, offset, bounds };
    }
    case "Multiplicative":
      return planProducts(stage, context);
  }
}

function planProducts(
  { gate, value, width }: ProductStage,
  { subject, before, options: { products, remedy, maxValue } }: StageContext,
): NetworkStep {
  const affine = Array.from({ length: width }, (_, i) => affineProduct(gate, value, i));
  const isOpen = affine.map((sum) => sum !== undefined);
  // Of rows that are affine, the product; of the others, the second factor.
  const right = sumRows(
    stackMaps([gate, value]),
    affine.map((sum, i) => sum ?? { terms: [[width + i, 1]] }),
  );
  if (!isOpen.includes(false)) return { kind: "affine", subject, map: right };
  switch (products) {
    case "exact":
      throw new CompileError(
        `${subject}: a product must have a constant factor, got two that vary. ${remedy}`,
      );
    case "binary": {
      const isOn = { weights: gate.weights, bias: gate.bias.map((b) => b - 0.5) };
      return { kind: "gated", subject, gate: opened(isOn, isOpen), value: right, isOpen };
    }
    case "analogue":
      return {
        kind: "product",
        subject,
        left: gate,
        right,
        leftBounds: factorBounds(gate, before, maxValue),
        rightBounds: factorBounds(right, before, maxValue),
        isOpen,
      };
  }
}

/** Bounds of every output of a map; where there are none, those that `maxValue` tells. */
export function factorBounds(
  map: AffineMap,
  units: readonly Bounds[],
  maxValue: number | undefined,
): readonly Bounds[] {
  return mapBounds(map, units).map((bounds) =>
    maxValue === undefined || Number.isFinite(largestWithin(bounds))
      ? bounds
      : { min: -maxValue, max: maxValue },
  );
}

/** The gates, but 1 where they are to be open. */
function opened(gate: AffineMap, isOpen: readonly boolean[]): AffineMap {
  return sumRows(
    gate,
    isOpen.map((open, i) => (open ? { terms: [], constant: 1 } : { terms: [[i, 1]] })),
  );
}

/** A product with a constant factor, as a multiple of the other one; the gates come before the values. */
function affineProduct(gate: AffineMap, value: AffineMap, i: number): RowSum | undefined {
  const width = gate.bias.length;
  if (isConstant(gate, i)) return { terms: [[width + i, gate.bias[i]!]] };
  return isConstant(value, i) ? { terms: [[i, value.bias[i]!]] } : undefined;
}

function isConstant({ weights: { rowStarts } }: AffineMap, row: number): boolean {
  return rowStarts[row] === rowStarts[row + 1];
}
