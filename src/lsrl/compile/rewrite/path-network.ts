import type { Node, Program } from "../../language/index.ts";
import { SparseMatrix } from "../../matrix.ts";
import { type AffineMap, composeMaps, Network, type Stage } from "../../network/index.ts";
import { affineOf, range, selectionMatrix } from "./affine.ts";
import { nonNegativeRows } from "./signs.ts";

/** Writes a program that is a path as a network: its maps go into the stages after them. */
export function pathNetwork({ nodes, input }: Program): Network {
  const stages: Stage[] = [];
  let map = identityMap(input.dim);
  for (const node of nodes.slice(1)) {
    const next = affineOf(node);
    if (next === undefined) {
      stages.push(stageOf(node, map));
      map = identityMap(node.dim);
    } else map = composeMaps(next, map);
  }
  return new Network({ inputDim: input.dim, inputBounds: input.bounds, stages, readout: map });
}

/** @param map - From the units of the stage before to what the node reads. */
function stageOf(node: Node, map: AffineMap): Stage {
  const { operation, dim: width } = node;
  const bounds = nonNegativeRows(node).map((row) => ({
    min: row ? 0 : Number.NEGATIVE_INFINITY,
    max: Number.POSITIVE_INFINITY,
  }));
  const notes = { width, bounds };
  switch (operation.kind) {
    case "ReLU":
      return { kind: "ReLU", ...notes, map };
    case "Multiplicative": {
      const [gate, value] = [takeRows(map, 0, width), takeRows(map, width, 2 * width)];
      return { kind: "Multiplicative", ...notes, gate, value };
    }
    case "LinState": {
      const { A, initState } = operation;
      const drift = composeMaps({ weights: operation.B, bias: operation.bias }, map);
      return { kind: "LinState", ...notes, A, B: drift.weights, bias: drift.bias, initState };
    }
    default:
      throw new Error(`pathNetwork: a path has no ${operation.kind}`);
  }
}

function identityMap(dim: number): AffineMap {
  return { weights: SparseMatrix.identity(dim), bias: new Float64Array(dim) };
}

function takeRows({ weights, bias }: AffineMap, start: number, end: number): AffineMap {
  const rows = selectionMatrix(weights.rows, range(start, end));
  return { weights: rows.multiply(weights), bias: bias.slice(start, end) };
}
