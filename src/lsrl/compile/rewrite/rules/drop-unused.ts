import {
  concat,
  linear,
  linState,
  multiplicative,
  type Node,
  relu,
} from "../../../language/index.ts";
import { range, select, submatrix, withNotesOf } from "../affine.ts";
import { type Graph, graphOf, withOperands } from "../graph.ts";
import type { FoldRule } from "../rule.ts";
import { declareNonNegative, inheritSigns, nonNegativeRows } from "../signs.ts";
import { findUsedRows } from "../used-rows.ts";

/** A node without entries that nothing uses, and which of the old entries it still has. */
interface Shrunk {
  readonly node: Node;
  readonly rows: readonly number[];
}

/** Entries that the output does not depend on are left out. Ours: the paper keeps them. */
export const dropUnused: FoldRule = {
  name: "drop unused entries",
  apply: (graph) => {
    const used = findUsedRows(graph);
    const isWhole = graph.nodes.every(
      (node) => node.kind === "Input" || used.get(node)!.every(Boolean),
    );
    return isWhole ? graph : shrinkNodes(graph, used);
  },
};

function shrinkNodes(graph: Graph, used: ReadonlyMap<Node, readonly boolean[]>): Graph {
  const shrunk = new Map<Node, Shrunk>();
  for (const node of graph.nodes) {
    const operands = node.operands.map((operand) => shrunk.get(operand)!);
    const isUsed = used.get(node)!;
    const isWhole =
      isUsed.every(Boolean) &&
      operands.every(({ rows }, i) => rows.length === node.operands[i]!.dim);
    shrunk.set(node, isWhole ? keepWhole(node, operands) : shrinkNode(node, operands, isUsed));
  }
  const sink = shrunk.get(graph.sink)!.node;
  return sink === graph.sink ? graph : graphOf(sink);
}

function keepWhole(before: Node, operands: readonly Shrunk[]): Shrunk {
  const node = withOperands(
    before,
    operands.map((operand) => operand.node),
  );
  if (node !== before) inheritSigns(node, before);
  return { node, rows: range(0, node.dim) };
}

function shrinkNode(before: Node, operands: readonly Shrunk[], isUsed: readonly boolean[]): Shrunk {
  const { node, rows } = leaveOut(before, operands, isUsed);
  const isSame =
    rows.length === before.dim &&
    operands.every((operand, i) => operand.node === before.operands[i]);
  if (isSame) return { node: before, rows };
  const signs = nonNegativeRows(before);
  declareNonNegative(
    node,
    rows.map((row) => signs[row]!),
  );
  return { node, rows };
}

/** Leaves out what is not used, as far as the operands allow: a ReLU has what its operand has. */
function leaveOut(node: Node, operands: readonly Shrunk[], isUsed: readonly boolean[]): Shrunk {
  const { operation, dim } = node;
  const usedRows = range(0, dim).filter((row) => isUsed[row]!);
  const [x] = operands;
  if (x === undefined) return { node, rows: range(0, dim) };
  switch (operation.kind) {
    case "Input":
      throw new Error("drop unused: an input has no operand");
    case "Slice": {
      const places = new Map(x.rows.map((row, place) => [row, place]));
      const rows = usedRows.map((row) => places.get(operation.start + row)!);
      return { node: select(x.node, rows), rows: usedRows };
    }
    case "Linear": {
      const A = submatrix(operation.A, usedRows, x.rows);
      const b = usedRows.map((row) => operation.b[row]!);
      return { node: withNotesOf(linear(x.node, A, b), node), rows: usedRows };
    }
    case "LinState": {
      const pick = (values: Float64Array) => usedRows.map((row) => values[row]!);
      const state = linState(x.node, {
        A: submatrix(operation.A, usedRows, usedRows),
        B: submatrix(operation.B, usedRows, x.rows),
        initState: pick(operation.initState),
        bias: pick(operation.bias),
      });
      return { node: withNotesOf(state, node), rows: usedRows };
    }
    case "ReLU":
      return { node: withNotesOf(relu(x.node), node), rows: x.rows };
    case "Multiplicative": {
      const places = new Map(x.rows.map((row, place) => [row, place]));
      const rows = x.rows.filter((row) => places.has(dim + row));
      const factors = [...rows, ...rows.map((row) => dim + row)];
      const selected = select(
        x.node,
        factors.map((row) => places.get(row)!),
      );
      return { node: withNotesOf(multiplicative(selected), node), rows };
    }
    case "Concat":
      return shrinkConcat(node, operands, isUsed);
  }
}

function shrinkConcat(node: Node, operands: readonly Shrunk[], isUsed: readonly boolean[]): Shrunk {
  let start = 0;
  const parts = operands.flatMap((operand, i) => {
    const { dim } = node.operands[i]!;
    const first = start;
    start += dim;
    if (!isUsed.slice(first, first + dim).includes(true)) return [];
    return [{ node: operand.node, rows: operand.rows.map((row) => first + row) }];
  });
  return {
    node: withNotesOf(concat(parts.map((part) => part.node)), node),
    rows: parts.flatMap(({ rows }) => rows),
  };
}
