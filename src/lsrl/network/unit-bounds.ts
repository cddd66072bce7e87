import type { Bounds } from "../language/index.ts";
import type { Network } from "./network.ts";
import type { AffineMap, Stage } from "./stage.ts";

/** No bounds at all. */
const unbounded: Bounds = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

/**
 * What the units of a network can be: first those of the token, then of each stage. Bounds that a
 * compiler noted are used, and what follows from the stage before.
 *
 * @returns `[stages + 1][units]`.
 */
export function unitBounds({
  inputDim,
  inputBounds = unbounded,
  stages,
}: Network): readonly (readonly Bounds[])[] {
  const all: (readonly Bounds[])[] = [new Array<Bounds>(inputDim).fill(inputBounds)];
  for (const stage of stages) {
    const found = stageBounds(stage, all.at(-1)!);
    all.push(found.map((bounds, i) => intersect(bounds, stage.bounds?.[i])));
  }
  return all;
}

/** Bounds of every output of a map. */
export function mapBounds({ weights, bias }: AffineMap, units: readonly Bounds[]): Bounds[] {
  return Array.from(bias, (constant, i) => {
    let [min, max] = [constant, constant];
    for (let k = weights.rowStarts[i]!; k < weights.rowStarts[i + 1]!; k += 1) {
      const weight = weights.values[k]!;
      const bounds = units[weights.entryColumns[k]!]!;
      min += weight * (weight > 0 ? bounds.min : bounds.max);
      max += weight * (weight > 0 ? bounds.max : bounds.min);
    }
    return { min, max };
  });
}

/** The greatest absolute value within bounds; may be infinite. */
export function largestWithin({ min, max }: Bounds): number {
  return Math.max(-min, max);
}

function stageBounds(stage: Stage, before: readonly Bounds[]): readonly Bounds[] {
  switch (stage.kind) {
    case "ReLU":
      return mapBounds(stage.map, before).map(({ min, max }) => ({
        min: Math.max(0, min),
        max: Math.max(0, max),
      }));
    case "Multiplicative": {
      const values = mapBounds(stage.value, before);
      return mapBounds(stage.gate, before).map((gate, i) => productBounds(gate, values[i]!));
    }
    case "LinState": {
      const { rowStarts } = stage.A;
      return mapBounds({ weights: stage.B, bias: stage.bias }, before).map((drift, i) =>
        rowStarts[i] === rowStarts[i + 1] ? drift : unbounded,
      );
    }
  }
}

function productBounds(a: Bounds, b: Bounds): Bounds {
  // 0 * Infinity is 0 here: a factor that is 0 makes the product 0, however large the other.
  const times = (x: number, y: number) => (x === 0 || y === 0 ? 0 : x * y);
  const corners = [
    times(a.min, b.min),
    times(a.min, b.max),
    times(a.max, b.min),
    times(a.max, b.max),
  ];
  return { min: Math.min(...corners), max: Math.max(...corners) };
}

/** What both allow; where rounding left nothing, what the compiler noted. */
function intersect(found: Bounds, noted: Bounds | undefined): Bounds {
  if (noted === undefined) return found;
  const [min, max] = [Math.max(found.min, noted.min), Math.min(found.max, noted.max)];
  return min <= max ? { min, max } : noted;
}
