import {
  type Bounds,
  intersect,
  productBounds,
  reluBounds,
  scaleBounds,
  unbounded,
} from "../language/index.ts";
import type { Network } from "./network.ts";
import type { AffineMap, Stage } from "./stage.ts";

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
    // Where rounding leaves nothing, the compiler's word counts.
    all.push(found.map((bounds, i) => intersect(stage.bounds?.[i] ?? unbounded, bounds)));
  }
  return all;
}

/** Bounds of every output of a map. */
export function mapBounds({ weights, bias }: AffineMap, units: readonly Bounds[]): Bounds[] {
  return Array.from(bias, (constant, i) => {
    let [min, max] = [constant, constant];
    for (let k = weights.rowStarts[i]!; k < weights.rowStarts[i + 1]!; k += 1) {
      const part = scaleBounds(weights.values[k]!, units[weights.entryColumns[k]!]!);
      min += part.min;
      max += part.max;
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
      return mapBounds(stage.map, before).map(reluBounds);
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
