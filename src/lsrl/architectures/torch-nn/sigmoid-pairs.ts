import { type Entry, SparseMatrix } from "../../matrix.ts";
import { type AffineMap, largestWithin, type RowSum, sumRows } from "../../network/index.ts";
import type { ModelDtype } from "../model.ts";
import type { LayerStack } from "./layer-stack.ts";
import type { ProductStep } from "./network-steps.ts";
import { type Quotient, roundingUnits, unitScale } from "./product-scale.ts";
import { gateBias, signalScales } from "./signal-scales.ts";

/** How products are made of pairs of gates. */
export interface PairOptions {
  readonly dtype: ModelDtype;
  /** Combines two step sizes so that the leading error cancels, with twice the units. */
  readonly richardson: boolean;
}

/** Units `sigmoid(gate) * tanh(value)`, and what they mean to the network. */
export interface PairLayer {
  readonly gate: AffineMap;
  readonly value: AffineMap;
  readonly units: AffineMap;
}

// Where the error of the method and that of rounding are about equal.
const stepSizes = {
  float64: { plain: 2 ** -16, richardson: 2 ** -9 },
  float32: { plain: 2 ** -6, richardson: 2 ** -4 },
};

/**
 * Gates that multiply: `a b` is about `(2 / d) (sigmoid(d a) - sigmoid(-d a)) b`. The first factor is
 * scaled into [-1, 1] by a power of two where its bounds are known.
 */
export function sigmoidPairs(
  stack: LayerStack,
  { left, right, leftBounds, isOpen, subject }: ProductStep,
  options: PairOptions,
): PairLayer {
  const { scale } = signalScales[options.dtype];
  const gates: RowSum[] = [];
  const values: RowSum[] = [];
  const decode: Entry[] = [];
  const add = (i: number, gate: RowSum, weight: number) => {
    decode.push([i, gates.length, weight / scale]);
    gates.push(gate);
    values.push({ terms: [[i, 1]] });
  };
  isOpen.forEach((open, i) => {
    if (open) {
      add(i, { terms: [], constant: gateBias }, 1);
      return;
    }
    const a = unitScale(largestWithin(leftBounds[i]!));
    for (const { step, weight } of quotients(options)) {
      for (const sign of [1, -1]) add(i, { terms: [[i, sign * step * a]] }, (sign * weight) / a);
    }
  });
  return {
    gate: stack.read(sumRows(left, gates), 1, subject),
    value: stack.read(sumRows(right, values), scale, subject),
    units: {
      weights: SparseMatrix.fromEntries(isOpen.length, gates.length, decode),
      bias: new Float64Array(isOpen.length),
    },
  };
}

/** The greatest error of a product of factors that are at most so large. */
export function pairsError(
  largestLeft: number,
  largestRight: number,
  { dtype, richardson }: PairOptions,
): number {
  if (largestLeft === 0 || largestRight === 0) return 0;
  if (!Number.isFinite(largestLeft * largestRight)) return Number.POSITIVE_INFINITY;
  const size = largestRight / unitScale(largestLeft);
  const step = stepSizes[dtype][richardson ? "richardson" : "plain"];
  // The next term of the series of tanh(d a / 2), for |a| <= 1.
  const ofMethod = richardson ? step ** 4 / 30 : step ** 2 / 12;
  return size * (ofMethod + (8 * roundingUnits[dtype]) / step);
}

function quotients({ dtype, richardson }: PairOptions): readonly Quotient[] {
  const { plain, richardson: small } = stepSizes[dtype];
  return richardson
    ? [
        { step: small, weight: 8 / (3 * small) },
        { step: 2 * small, weight: -1 / (3 * small) },
      ]
    : [{ step: plain, weight: 2 / plain }];
}
