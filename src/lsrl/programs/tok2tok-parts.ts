import { linear, type Node, relu } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { accumulate, type Constants, repeat, sumEntries } from "../sugar/index.ts";
import { type Select, whether } from "./conditional.ts";

/** What a formulation of the dictionary is built from. */
export interface Tok2TokParts {
  readonly token: Node<1>;
  /** `n`. */
  readonly keyLength: number;
  readonly select: Select;
  readonly constants: Constants;
  readonly horizon: number | undefined;
}

/** Keeps tokens that are each written once, and 0 before that. */
export function registers(token: Node<1>, written: Node): Node {
  return boundedLikeToken(token, accumulate(written));
}

/** A node whose entries are tokens or 0. */
function boundedLikeToken<D extends number>(token: Node<1>, node: Node<D>): Node<D> {
  const { bounds } = token;
  if (bounds === undefined) return node;
  return node.bounded({ min: Math.min(0, bounds.min), max: Math.max(0, bounds.max) });
}

/** Where a token stands, as bits `[n]`. */
interface Places {
  /** Place of a token in its word. */
  readonly isAt: Node;
  /** The same for the tokens of the query; then zeros. */
  readonly queryPlace: Node;
}

/** How far a token is from the query's token at its place: 0 where they are equal. */
export function distanceFromQuery(
  { token, keyLength, select }: Pick<Tok2TokParts, "token" | "keyLength" | "select">,
  { isAt, queryPlace }: Places,
): Node<1> {
  const tokens = repeat(token, keyLength);
  const query = registers(token, select(whether(queryPlace), tokens)).named("query");
  const expected = boundedLikeToken(token, sumEntries(select(whether(isAt), query)));
  const gap = token.sub(expected.named("expected"));
  return relu(gap)
    .add(relu(gap.mul(-1)))
    .named("distance");
}

/** The entries in the opposite order. */
export function reversed(x: Node): Node {
  const entries = Array.from({ length: x.dim }, (_, i): Entry => [i, x.dim - 1 - i, 1]);
  const result = linear(x, SparseMatrix.fromEntries(x.dim, x.dim, entries));
  return x.bounds === undefined ? result : result.bounded(x.bounds);
}
