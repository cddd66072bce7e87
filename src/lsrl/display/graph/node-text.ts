import type { Node } from "../../language/node.ts";
import type { SparseMatrix } from "../../matrix.ts";
import { numberText } from "../drawing/number-text.ts";
import { formText, readAffine } from "./affine-form.ts";

/** What a node computes, in a few letters. */
export function operationText(node: Node): string {
  const { operation } = node;
  switch (operation.kind) {
    case "Input":
      return "token";
    case "Linear":
      return linearText(node, operation.A, operation.b);
    case "LinState":
      return stateText(operation.A, operation.B, operation.bias);
    case "Slice": {
      const { start, end } = operation;
      return end === start + 1 ? `x[${start}]` : `x[${start}:${end}]`;
    }
    case "Multiplicative":
      return "a × b";
    case "ReLU":
      return "ReLU";
    case "Concat":
      return "concat";
  }
}

function linearText(node: Node, A: SparseMatrix, b: Float64Array): string {
  const [x] = node.operands;
  if (A.numNonZeros === 0) {
    const isUniform = b.every((value) => value === b[0]);
    return isUniform ? `const ${numberText(b[0]!)}` : "constant";
  }
  const form = readAffine(node, [x!]) ?? readAffine(node, x!.kind === "Concat" ? x!.operands : []);
  if (form !== undefined) {
    const text = formText(form);
    return text === "x" ? "copy" : text;
  }
  const suffix = isZero(b) ? "" : " + b";
  const isAllOnes = A.numNonZeros === A.rows * A.columns && A.values.every((value) => value === 1);
  if (isAllOnes && A.columns === 1) return `broadcast${suffix}`;
  if (isAllOnes && A.rows === 1) return `sum${suffix}`;
  return `A x${suffix}`;
}

function stateText(A: SparseMatrix, B: SparseMatrix, bias: Float64Array): string {
  const suffix = isZero(bias) ? "" : " + b";
  const update = B.numNonZeros === 0 ? "" : isIdentity(B) ? "x" : "B x";
  if (isIdentity(A))
    return `s += ${[update, suffix === "" ? "" : "b"].filter((part) => part !== "").join(" + ")}`;
  const memory = A.numNonZeros === 0 ? "" : "A s";
  const terms = [memory, update].filter((part) => part !== "").join(" + ");
  return `s = ${terms}${suffix}`;
}

function isIdentity(matrix: SparseMatrix): boolean {
  if (matrix.rows !== matrix.columns || matrix.numNonZeros !== matrix.rows) return false;
  return Array.from(matrix.entries()).every(([i, j, value]) => i === j && value === 1);
}

function isZero(vector: Float64Array): boolean {
  return vector.every((value) => value === 0);
}

/** All that is known about a node, in lines. */
export function nodeDetails(node: Node): string {
  const { operation, label, kind, dim, bounds } = node;
  const lines = [`${kind}${label === undefined ? "" : ` “${label}”`}, dim ${dim}`];
  if (bounds !== undefined) {
    lines.push(`within [${numberText(bounds.min)}, ${numberText(bounds.max)}]`);
  }
  switch (operation.kind) {
    case "Linear":
      lines.push("A x + b", ...matrixLines("A", operation.A), ...vectorLines("b", operation.b));
      break;
    case "LinState":
      lines.push("s ← A s + B x + bias", ...matrixLines("A", operation.A));
      lines.push(...matrixLines("B", operation.B), ...vectorLines("bias", operation.bias));
      lines.push(...vectorLines("start", operation.initState));
      break;
    case "Concat":
      lines.push(`of dims ${shortList(operation.xs.map((x) => String(x.dim)))}`);
      break;
    case "Slice":
      lines.push(`entries ${operation.start} to ${operation.end - 1}`);
      break;
    default:
      break;
  }
  return lines.join("\n");
}

/** Larger matrices and vectors are only counted. */
const maxEntries = 36;

function matrixLines(name: string, matrix: SparseMatrix): readonly string[] {
  const { rows, columns, numNonZeros } = matrix;
  if (numNonZeros === 0) return [`${name} = 0 (${rows} × ${columns})`];
  if (rows > 1 && isIdentity(matrix)) return [`${name} = identity (${rows} × ${columns})`];
  if (rows * columns > maxEntries) {
    return [`${name}: ${rows} × ${columns}, ${numNonZeros} not 0`];
  }
  const lines = matrix.toRows().map((row) => row.map((value) => numberText(value)).join("  "));
  return lines.length === 1 ? [`${name} = [${lines[0]}]`] : [`${name} =`, ...lines];
}

function vectorLines(name: string, vector: Float64Array): readonly string[] {
  if (isZero(vector)) return [`${name} = 0`];
  return [`${name} = [${shortList(Array.from(vector, (value) => numberText(value)))}]`];
}

function shortList(texts: readonly string[]): string {
  const shown = texts.slice(0, maxEntries).join(", ");
  return texts.length > maxEntries ? `${shown}, … (${texts.length})` : shown;
}
