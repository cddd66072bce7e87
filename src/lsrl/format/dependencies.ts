import type { Node } from "../language/index.ts";
import type { SparseMatrix } from "../matrix.ts";

/** How one variable of a program enters another directly: not by way of a third. */
export interface Dependency {
  readonly from: Node;
  readonly to: Node;
  /** Whether the value of the same step counts. */
  readonly sameStep: boolean;
  /** Whether values of earlier steps count, by way of a state. */
  readonly earlierSteps: boolean;
}

/** One entry of a node, at the step in question or at an earlier one. */
interface Use {
  readonly node: Node;
  readonly entry: number;
  readonly isEarlier: boolean;
}

/**
 * Which variables each variable is computed from, through nodes that are no variables. Entry by entry:
 * what is sliced away or has the weight 0 does not count, so a constant depends on nothing.
 *
 * @param variables - Nodes of one program.
 * @returns By `to`, then by `from`, in the order of `variables`.
 */
export function findDependencies(variables: readonly Node[]): readonly Dependency[] {
  const isVariable = new Set(variables);
  return variables.flatMap((to) => {
    const used = usedEntries(to, isVariable);
    return variables.flatMap((from) => {
      const uses = used.get(from);
      if (uses === undefined) return [];
      const sameStep = uses.subarray(0, from.dim).includes(1);
      return [{ from, to, sameStep, earlierSteps: uses.subarray(from.dim).includes(1) }];
    });
  });
}

/**
 * What `to` is computed from, up to the next variables: of each node, 1 for each entry that is used
 * at the same step, then for each that is used at earlier ones, `[2 * dim]`.
 */
function usedEntries(to: Node, isVariable: ReadonlySet<Node>): ReadonlyMap<Node, Uint8Array> {
  const used = new Map<Node, Uint8Array>();
  const queue: Use[] = [];
  const visitOperands = (use: Use) => {
    for (const operand of operandUses(use)) {
      const { node, entry, isEarlier } = operand;
      const marks = used.get(node) ?? new Uint8Array(2 * node.dim);
      used.set(node, marks);
      const place = isEarlier ? node.dim + entry : entry;
      if (marks[place] === 1) continue;
      marks[place] = 1;
      if (!isVariable.has(node)) queue.push(operand);
    }
  };
  for (let entry = 0; entry < to.dim; entry += 1) {
    visitOperands({ node: to, entry, isEarlier: false });
  }
  for (const use of queue) visitOperands(use); // the queue grows meanwhile
  return used;
}

/** What one entry of a node is computed from. */
function operandUses({ node, entry, isEarlier }: Use): readonly Use[] {
  const { operation, dim } = node;
  const use = (x: Node, i: number): Use => ({ node: x, entry: i, isEarlier });
  switch (operation.kind) {
    case "Input":
      return [];
    case "Linear":
      return columnsOf(operation.A, entry).map((column) => use(operation.x, column));
    case "LinState":
      return [
        ...columnsOf(operation.B, entry).map((column) => use(operation.x, column)),
        ...columnsOf(operation.A, entry).map((column) => ({
          node,
          entry: column,
          isEarlier: true,
        })),
      ];
    case "ReLU":
      return [use(operation.x, entry)];
    case "Slice":
      return [use(operation.x, operation.start + entry)];
    case "Multiplicative":
      return [use(operation.x, entry), use(operation.x, dim + entry)];
    case "Concat": {
      let offset = 0;
      for (const x of operation.xs) {
        if (entry < offset + x.dim) return [use(x, entry - offset)];
        offset += x.dim;
      }
      return [];
    }
  }
}

function columnsOf({ rowStarts, entryColumns }: SparseMatrix, row: number): number[] {
  return Array.from(entryColumns.subarray(rowStarts[row], rowStarts[row + 1]));
}
