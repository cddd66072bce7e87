import { createRandom, type Random } from "../../../src/core/random.ts";
import type { Bounds } from "../../../src/lsrl/language/index.ts";
import { SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { type AffineMap, Network, type Stage } from "../../../src/lsrl/network/index.ts";

/** A network of 0 to 5 stages of 1 to 4 units, of all kinds; at most two of them products. */
export function randomNetwork(seed: number, inputBounds?: Bounds): Network {
  const random = createRandom(seed).fork("network");
  const inputDim = 1 + random.integer(3);
  const stages: Stage[] = [];
  let width = inputDim;
  for (let count = random.integer(6); count > 0; count -= 1) {
    const stage = randomStage(random, width, stages);
    stages.push(stage);
    width = stage.width;
  }
  const readout = randomMap(random, 1 + random.integer(3), width);
  return new Network({ inputDim, inputBounds, stages, readout });
}

function randomStage(random: Random, columns: number, before: readonly Stage[]): Stage {
  const width = 1 + random.integer(4);
  const numProducts = before.filter(({ kind }) => kind === "Multiplicative").length;
  switch (random.integer(numProducts < 2 ? 3 : 2)) {
    case 0:
      return { kind: "ReLU", width, map: randomMap(random, width, columns) };
    case 1: {
      const { weights: B, bias } = randomMap(random, width, columns);
      const A = randomMap(random, width, width).weights.scale(1 / 8);
      return { kind: "LinState", width, A, B, bias, initState: randomVector(random, width) };
    }
    default: {
      const [gate, value] = [randomMap(random, width, columns), randomMap(random, width, columns)];
      return { kind: "Multiplicative", width, gate, value };
    }
  }
}

function randomMap(random: Random, rows: number, columns: number): AffineMap {
  const weights = SparseMatrix.fromRows(
    Array.from({ length: rows }, () => Array.from(randomVector(random, columns))),
  );
  return { weights, bias: randomVector(random, rows) };
}

/** Entries in [-2, 2], a third of them 0; not dyadic, so that every operation rounds. */
function randomVector(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => (random.integer(3) === 0 ? 0 : random.uniform(-2, 2)));
}
