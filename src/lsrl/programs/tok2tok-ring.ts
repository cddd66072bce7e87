import { linState, type Node, relu } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { accumulate, lastValues, oneHotCounter, repeat, sumEntries } from "../sugar/index.ts";
import { whether } from "./conditional.ts";
import { distanceFromQuery, reversed, type Tok2TokParts } from "./tok2tok-parts.ts";

const bitBounds = { min: 0, max: 1 };

/**
 * The dictionary without a comparison: places are coordinates of states that shift, and a key matches
 * where the distances of its tokens from the query's add up to 0.
 */
export function buildRing({ token, keyLength: n, select }: Tok2TokParts): Node {
  const tokens = repeat(token, n);
  const ring = oneHotCounter(token, 2 * n).named("placeInPair");
  const isAt = ring.slice(0, n).add(ring.slice(n)).bounded(bitBounds).named("place");
  const queryPlace = firstPlaces(token, n).named("queryPlace");

  const distance = distanceFromQuery({ token, keyLength: n, select }, { isAt, queryPlace });
  // Of the n tokens before this one.
  const mismatch = sumEntries(lastValues(distance, n + 1).slice(0, n)).named("mismatch");
  // Where a value begins: all words there are but the query.
  const isFirstCopy = ring.at(0).sub(queryPlace.at(0)).bounded(bitBounds).named("firstCopy");
  const hit = relu(isFirstCopy.sub(mismatch)).bounded(bitBounds).named("hit");

  const copyPlace = reversed(lastValues(hit, n)).named("copyPlace");
  const copied = accumulate(select(whether(copyPlace), tokens)).named("register");
  return sumEntries(select(whether(isAt), copied));
}

/** The bits "this is token i", `[n]`, of the first `n` tokens; then zeros for ever. */
function firstPlaces(x: Node, n: number): Node {
  const shift = Array.from({ length: n }, (_, i): Entry => [i + 1, i, 1]);
  const states = linState(x, {
    A: SparseMatrix.fromEntries(n + 1, n + 1, shift),
    B: SparseMatrix.zeros(n + 1, x.dim),
    initState: Array.from({ length: n + 1 }, (_, i) => (i === 0 ? 1 : 0)),
  });
  return states.bounded(bitBounds).slice(1);
}
