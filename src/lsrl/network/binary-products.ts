import { CompileError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import type { Bounds } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { composeMaps, identityMap, type RowSum, stackMaps, sumRows } from "./affine-map.ts";
import { Network } from "./network.ts";
import type { AffineMap, ProductStage, ReluStage, Stage } from "./stage.ts";
import { largestWithin, mapBounds, unitBounds } from "./unit-bounds.ts";

/** Options of {@link binaryProductsToRelus}. */
export interface BinaryProductOptions {
  /**
   * `V`: the greatest absolute value that is multiplied with a bit; >= 0. Needed where the network's
   * own bounds tell none, and ignored elsewhere.
   */
  readonly maxValue?: number | undefined;
}

/**
 * Replaces products with a bit by ReLUs: where the gate `c` is 0 or 1 and `|v| <= V`,
 * `c v = R(v - V (1 - c)) - R(-v - V (1 - c))`. Of a value that is never negative, the first suffices.
 * `V` is a power of two: `v` loses the digits that its greatest value would not have. Where `c` is
 * between 0 and 1 the result is no product.
 *
 * @returns A network without products; the argument if it has none.
 * @throws {CompileError} If a value has no bounds and `maxValue` is absent.
 * @throws {ConfigError} If `maxValue` is negative or NaN.
 */
export function binaryProductsToRelus(
  network: Network,
  { maxValue }: BinaryProductOptions = {},
): Network {
  if (maxValue !== undefined) {
    requireInRange("binaryProductsToRelus: maxValue", maxValue, {
      min: 0,
      below: Number.POSITIVE_INFINITY,
    });
  }
  if (network.stages.every(({ kind }) => kind !== "Multiplicative")) return network;
  const { inputDim, inputBounds } = network;
  const bounds = unitBounds(network);
  const stages: Stage[] = [];
  let units = identityMap(inputDim); // of the old stage, in terms of the new one's
  network.stages.forEach((stage, k) => {
    if (stage.kind === "Multiplicative") {
      const replaced = replaceProducts(stage, { stage: k, before: bounds[k]!, maxValue });
      stages.push({ ...replaced.stage, map: composeMaps(replaced.stage.map, units) });
      units = replaced.units;
    } else {
      stages.push(readThrough(stage, units));
      units = identityMap(stage.width);
    }
  });
  const readout = composeMaps(network.readout, units);
  return new Network({ inputDim, inputBounds, stages, readout });
}

function readThrough(stage: Exclude<Stage, ProductStage>, units: AffineMap): Stage {
  if (stage.kind === "ReLU") return { ...stage, map: composeMaps(stage.map, units) };
  const { weights: B, bias } = composeMaps({ weights: stage.B, bias: stage.bias }, units);
  return { ...stage, B, bias };
}

interface ProductContext {
  readonly stage: number;
  readonly before: readonly Bounds[];
  readonly maxValue: number | undefined;
}

interface Replaced {
  readonly stage: ReluStage;
  /** The products, in terms of the stage's units. */
  readonly units: AffineMap;
}

/** A ReLU that is a product, or the part of it with one sign. */
interface Part {
  readonly sum: RowSum;
  readonly unit: number;
  readonly sign: 1 | -1;
  readonly bounds: Bounds;
}

function replaceProducts(product: ProductStage, context: ProductContext): Replaced {
  const { width } = product;
  const factors = stackMaps([product.gate, product.value]);
  const factorBounds = mapBounds(factors, context.before);
  const parts = Array.from({ length: width }, (_, unit) => {
    const gate = constantOf(product.gate, unit);
    const value = constantOf(product.value, unit);
    if (gate !== undefined) return affineParts(unit, [width + unit, gate], factorBounds);
    if (value !== undefined) return affineParts(unit, [unit, value], factorBounds);
    const bounds = factorBounds[width + unit]!;
    return productParts(unit, width, bounds, largestValue(bounds, unit, context));
  }).flat();
  const entries = parts.map(({ unit, sign }, k): Entry => [unit, k, sign]);
  return {
    stage: {
      kind: "ReLU",
      width: parts.length,
      map: sumRows(
        factors,
        parts.map(({ sum }) => sum),
      ),
      bounds: parts.map(({ bounds }) => bounds),
      labels: parts.map(({ unit }) => product.labels?.[unit]),
    },
    units: {
      weights: SparseMatrix.fromEntries(width, parts.length, entries),
      bias: new Float64Array(width),
    },
  };
}

/** The value of a row that reads nothing. */
function constantOf({ weights: { rowStarts }, bias }: AffineMap, row: number): number | undefined {
  return rowStarts[row] === rowStarts[row + 1] ? bias[row] : undefined;
}

/** A factor times a constant. */
function affineParts(
  unit: number,
  [row, constant]: readonly [row: number, constant: number],
  factorBounds: readonly Bounds[],
): readonly Part[] {
  const { min, max } = factorBounds[row]!;
  const ends = constant === 0 ? [0, 0] : [constant * min, constant * max];
  const bounds = { min: Math.min(...ends), max: Math.max(...ends) };
  return signsWithin(bounds).map((sign) => ({
    sum: { terms: [[row, sign * constant]] },
    unit,
    sign,
    bounds: partBounds(bounds, sign),
  }));
}

/** `R(+-v + V c - V)`; the gates are the first `width` rows, then come the values. */
function productParts(
  unit: number,
  width: number,
  bounds: Bounds,
  largest: number,
): readonly Part[] {
  return signsWithin(bounds).map((sign) => ({
    sum: {
      terms: [
        [width + unit, sign],
        [unit, largest],
      ],
      constant: -largest,
    },
    unit,
    sign,
    bounds: partBounds(bounds, sign),
  }));
}

function signsWithin({ min, max }: Bounds): readonly (1 | -1)[] {
  if (min >= 0) return [1];
  return max <= 0 ? [-1] : [1, -1];
}

function partBounds({ min, max }: Bounds, sign: 1 | -1): Bounds {
  return { min: 0, max: Math.max(0, sign === 1 ? max : -min) };
}

/** A power of two that no value exceeds. */
function largestValue(bounds: Bounds, unit: number, { stage, maxValue }: ProductContext): number {
  const known = largestWithin(bounds);
  const largest = Number.isFinite(known) ? known : maxValue;
  if (largest === undefined) {
    throw new CompileError(
      `binaryProductsToRelus: stage ${stage} (M): values must have bounds, got none for unit ${unit}. Declare bounds on the program's input, or give maxValue.`,
    );
  }
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
}
