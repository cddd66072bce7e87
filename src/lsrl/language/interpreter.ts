import type { Arithmetic, PreparedMatrix } from "../arithmetic/arithmetic.ts";
import type { SparseMatrix } from "../matrix.ts";
import type { Node } from "./node.ts";

/** Runs a program node by node: slow, plain, and what every compiler is compared with. */
export interface Interpreter {
  /** Takes one token and gives the value of the last node. */
  step(token: ArrayLike<number>): number[];
  /** The value that a node had at the last step. */
  valueOf(node: Node): number[];
  /** Sets all states to their start. */
  reset(): void;
}

interface Cell<V> {
  readonly value: V;
  readonly update: () => void;
  readonly reset: () => void;
}

/**
 * @param nodes - In topological order; the last one is the output.
 * @param arithmetic - The number type of every value and weight.
 */
export function createInterpreter<V>(
  nodes: readonly Node[],
  arithmetic: Arithmetic<V>,
): Interpreter {
  const cells = new Map<Node, Cell<V>>();
  let token: ArrayLike<number> = [];
  const read = (node: Node): V => {
    const cell = cells.get(node);
    if (cell === undefined) throw new Error("interpreter: a node is read before it is computed");
    return cell.value;
  };
  for (const node of nodes) {
    cells.set(
      node,
      node.kind === "Input"
        ? inputCell(node, () => token, arithmetic)
        : createCell(node, read, arithmetic),
    );
  }
  const order = [...cells.values()];
  const output = order.at(-1)!;
  return {
    step(next) {
      token = next;
      for (const cell of order) cell.update();
      return arithmetic.toNumbers(output.value);
    },
    valueOf: (node) => arithmetic.toNumbers(read(node)),
    reset() {
      for (const cell of order) cell.reset();
    },
  };
}

function inputCell<V>(
  { dim }: Node,
  token: () => ArrayLike<number>,
  arithmetic: Arithmetic<V>,
): Cell<V> {
  const value = arithmetic.from(new Float64Array(dim));
  const update = () => arithmetic.copy(value, 0, arithmetic.from(token()), 0, dim);
  return { value, update, reset: () => {} };
}

function createCell<V>(
  { operation, dim }: Node,
  read: (node: Node) => V,
  arithmetic: Arithmetic<V>,
): Cell<V> {
  const value = arithmetic.from(new Float64Array(dim));
  const prepare = (matrix: SparseMatrix): PreparedMatrix<V> => ({
    matrix,
    values: arithmetic.from(matrix.values),
  });
  const stateless = (update: () => void): Cell<V> => ({ value, update, reset: () => {} });
  switch (operation.kind) {
    case "Input":
      throw new Error("interpreter: a program has one input");
    case "Linear": {
      const [x, A, b] = [read(operation.x), prepare(operation.A), arithmetic.from(operation.b)];
      return stateless(() => arithmetic.affine(value, A, x, b));
    }
    case "LinState": {
      const [x, A, B] = [read(operation.x), prepare(operation.A), prepare(operation.B)];
      const [bias, initial] = [
        arithmetic.from(operation.bias),
        arithmetic.from(operation.initState),
      ];
      const drift = arithmetic.from(new Float64Array(dim)); // A s + bias
      const update = () => {
        arithmetic.affine(drift, A, value, bias);
        arithmetic.affine(value, B, x, drift);
      };
      const reset = () => arithmetic.copy(value, 0, initial, 0, dim);
      reset();
      return { value, update, reset };
    }
    case "ReLU": {
      const x = read(operation.x);
      return stateless(() => arithmetic.relu(value, x));
    }
    case "Concat": {
      const parts = operation.xs.map((node) => ({ x: read(node), dim: node.dim }));
      return stateless(() => {
        let offset = 0;
        for (const part of parts) {
          arithmetic.copy(value, offset, part.x, 0, part.dim);
          offset += part.dim;
        }
      });
    }
    case "Slice": {
      const { start, end } = operation;
      const x = read(operation.x);
      return stateless(() => arithmetic.copy(value, 0, x, start, end));
    }
    case "Multiplicative": {
      const x = read(operation.x);
      return stateless(() => arithmetic.multiplyHalves(value, x));
    }
  }
}
