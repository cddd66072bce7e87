import { type Entry, SparseMatrix } from "../../matrix.ts";
import {
  identityMap,
  largestWithin,
  type RowSum,
  stackMaps,
  sumRows,
} from "../../network/index.ts";
import type { ModelDtype } from "../model.ts";
import type { LayerStack } from "./layer-stack.ts";
import type { ProductStep } from "./network-steps.ts";
import { type Quotient, roundingUnits, unitScale } from "./product-scale.ts";
import { decodeMap, type SignalLayer } from "./signal-layers.ts";
import { signalScales } from "./signal-scales.ts";

/** How products are made of squares. */
export interface SquareOptions {
  readonly dtype: ModelDtype;
  /** Combines two step sizes so that the leading error cancels, with twice the units. */
  readonly richardson: boolean;
}

// Where the second derivative of tanh is largest in size, so that the third is 0.
const centre = Math.fround(0.6585);
const curvature = -2 * Math.tanh(centre) * (1 - Math.tanh(centre) ** 2);

// Where the error of the method and that of rounding are about equal.
const stepSizes = {
  float64: { plain: 2 ** -12, richardson: 2 ** -9 },
  float32: { plain: 2 ** -5, richardson: 2 ** -4 },
};

/**
 * Two layers of tanh that multiply: `a b = ((a + b)^2 - (a - b)^2) / 4`, where `u^2` is
 * `(tanh(c + d u) + tanh(c - d u) - 2 tanh(c)) / (d^2 tanh''(c))`; what is constant cancels. Both
 * factors are scaled into [-1, 1] by powers of two where their bounds are known. The second layer adds
 * up: the large terms that cancel would else spoil whatever stands beside them in a later sum.
 */
export function writeSquares(
  stack: LayerStack,
  step: ProductStep,
  options: SquareOptions,
  push: (layer: SignalLayer) => void,
): void {
  push(squaresLayer(stack, step, options));
  const { scale } = signalScales[options.dtype];
  const width = step.isOpen.length;
  const input = stack.read(identityMap(width), scale, step.subject);
  push({ input, units: decodeMap(width, scale) });
}

function squaresLayer(
  stack: LayerStack,
  { left, right, leftBounds, rightBounds, isOpen, subject }: ProductStep,
  options: SquareOptions,
): SignalLayer {
  const { scale } = signalScales[options.dtype];
  const width = isOpen.length;
  const rows: RowSum[] = [];
  const decode: Entry[] = [];
  isOpen.forEach((open, i) => {
    if (open) {
      decode.push([i, rows.length, 1 / scale]);
      rows.push({ terms: [[width + i, scale]] });
      return;
    }
    const [a, b] = [leftBounds[i]!, rightBounds[i]!].map((bounds) =>
      unitScale(largestWithin(bounds)),
    );
    for (const { step, weight } of quotients(options)) {
      for (const [side, sign] of corners) {
        decode.push([i, rows.length, (sign * weight) / (a! * b!)]);
        rows.push({
          terms: [
            [i, side * step * a!],
            [width + i, sign * side * step * b!],
          ],
          constant: centre,
        });
      }
    }
  });
  return {
    input: stack.read(sumRows(stackMaps([left, right]), rows), 1, subject),
    units: {
      weights: SparseMatrix.fromEntries(width, rows.length, decode),
      bias: new Float64Array(width),
    },
  };
}

/** The greatest error of a product of factors that are at most so large. */
export function squaresError(
  largestLeft: number,
  largestRight: number,
  { dtype, richardson }: SquareOptions,
): number {
  if (largestLeft === 0 || largestRight === 0) return 0;
  if (!Number.isFinite(largestLeft * largestRight)) return Number.POSITIVE_INFINITY;
  const size = 1 / (unitScale(largestLeft) * unitScale(largestRight));
  const step = stepSizes[dtype][richardson ? "richardson" : "plain"];
  // From the fourth and the sixth derivative, for |a|, |b| <= 1, with a tenth for those after them.
  const ofMethod = richardson ? 3.2 * step ** 4 : 1.5 * step ** 2;
  return size * (ofMethod + (8 * roundingUnits[dtype]) / step ** 2);
}

/** `tanh(c + side d (a + sign b))`, to be multiplied with the sign. */
const corners: readonly (readonly [side: 1 | -1, sign: 1 | -1])[] = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

function quotients({ dtype, richardson }: SquareOptions): readonly Quotient[] {
  const quotient = (step: number, share: number): Quotient => ({
    step,
    weight: share / (4 * curvature * step ** 2),
  });
  const { plain, richardson: small } = stepSizes[dtype];
  return richardson ? [quotient(small, 4 / 3), quotient(2 * small, -1 / 3)] : [quotient(plain, 1)];
}
