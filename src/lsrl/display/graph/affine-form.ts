import type { Node } from "../../language/node.ts";
import type { SparseMatrix } from "../../matrix.ts";
import { numberText } from "../drawing/number-text.ts";

/** `sum coefficient * node + constant`, the same for every entry of the vectors. */
export interface AffineForm {
  readonly terms: ReadonlyMap<Node, number>;
  readonly constant: number;
}

/**
 * Reads a `Linear` that treats all entries alike: on the concatenation of vectors as large as its
 * own, each times a number, and a number added to all.
 *
 * @param parts - The node that it reads, or the nodes whose concatenation it reads.
 * @returns `undefined` if it is no such node.
 */
export function readAffine(node: Node, parts: readonly Node[]): AffineForm | undefined {
  const { operation, dim } = node;
  if (operation.kind !== "Linear" || parts.some((part) => part.dim !== dim)) return undefined;
  const constant = operation.b[0]!;
  if (operation.b.some((value) => value !== constant)) return undefined;
  const factors = blockFactors(operation.A, parts.length);
  if (factors === undefined) return undefined;
  const terms = new Map<Node, number>();
  parts.forEach((part, i) => {
    terms.set(part, (terms.get(part) ?? 0) + factors[i]!);
  });
  return { terms, constant };
}

/** The factors of a row of square blocks that are multiples of the identity, else `undefined`. */
function blockFactors(matrix: SparseMatrix, numBlocks: number): readonly number[] | undefined {
  const size = matrix.rows;
  const factors = new Array<number>(numBlocks).fill(0);
  const counts = new Array<number>(numBlocks).fill(0);
  for (const [i, j, value] of matrix.entries()) {
    const block = Math.floor(j / size);
    if (j - block * size !== i) return undefined;
    if (counts[block] === 0) factors[block] = value;
    else if (factors[block] !== value) return undefined;
    counts[block]! += 1;
  }
  return counts.every((count) => count === 0 || count === size) ? factors : undefined;
}

/** `form` with some of its nodes replaced by their own forms. */
export function substitute(
  form: AffineForm,
  formOf: (node: Node) => AffineForm | undefined,
): AffineForm {
  const terms = new Map<Node, number>();
  let { constant } = form;
  const add = (node: Node, factor: number) => terms.set(node, (terms.get(node) ?? 0) + factor);
  for (const [node, factor] of form.terms) {
    const inner = formOf(node);
    if (inner === undefined) {
      add(node, factor);
      continue;
    }
    constant += factor * inner.constant;
    for (const [term, weight] of inner.terms) add(term, factor * weight);
  }
  return { terms, constant };
}

/** `factorA a + factorB b`, without the nodes that cancel out. */
export function combine(a: AffineForm, b: AffineForm, factorA = 1, factorB = 1): AffineForm {
  const terms = new Map<Node, number>();
  for (const [form, factor] of [
    [a, factorA],
    [b, factorB],
  ] as const) {
    for (const [node, weight] of form.terms) {
      terms.set(node, (terms.get(node) ?? 0) + factor * weight);
    }
  }
  for (const [node, weight] of terms) if (weight === 0) terms.delete(node);
  return { terms, constant: factorA * a.constant + factorB * b.constant };
}

/** A form times a number. */
export function scaleForm({ terms, constant }: AffineForm, factor: number): AffineForm {
  const scaled = [...terms].map(([node, weight]) => [node, weight * factor] as const);
  return { terms: new Map(scaled), constant: constant * factor };
}

/** Most terms that are written out. */
const maxTerms = 4;

/** A form as text, its nodes as the letters `x`, or `a`, `b`, ... in order. */
export function formText({ terms, constant }: AffineForm): string {
  const factors = [...terms.values()];
  if (factors.length === 0) return numberText(constant);
  if (factors.length > maxTerms && factors.every((factor) => factor === 1)) {
    return `sum of ${factors.length}${constant === 0 ? "" : ` ${signed(constant)}`}`;
  }
  const letters = factors.length === 1 ? ["x"] : Array.from("abcd");
  const ordered = factors.map((factor, i) => ({ factor, letter: letters[i] ?? "…" }));
  const shown = ordered.slice(0, maxTerms);
  const isNegative = shown.every(({ factor }) => factor < 0);
  const isReversed = constant > 0 && isNegative;
  let text = isReversed ? numberText(constant) : "";
  for (const { factor, letter } of shown) {
    const size = Math.abs(factor);
    const product = size === 1 ? letter : `${numberText(size)} ${letter}`;
    if (text === "") text = factor < 0 ? `\u2212${product}` : product;
    else text += factor < 0 ? ` \u2212 ${product}` : ` + ${product}`;
  }
  if (ordered.length > maxTerms) text += " + …";
  return constant === 0 || isReversed ? text : `${text} ${signed(constant)}`;
}

function signed(value: number): string {
  return value < 0 ? `\u2212 ${numberText(-value)}` : `+ ${numberText(value)}`;
}
