import { ConfigError } from "../../core/errors.ts";
import { requireInRange } from "../../core/ranges.ts";
import { linear, linState, type Node, relu } from "../language/index.ts";
import { accumulate, counter, larger, oneHotOf, repeat, step, sumEntries } from "../sugar/index.ts";
import { whether } from "./conditional.ts";
import { distanceFromQuery, reversed, type Tok2TokParts } from "./tok2tok-parts.ts";

const bitBounds = { min: 0, max: 1 };

/**
 * The dictionary with states that only add up or halve: the place is told from a counter, and the
 * mismatches of the last `n` tokens from a sum that forgets by halves.
 *
 * Exact in float64 for `n <= 25`, in float32 for `n <= 11`: the halves of `2n` tokens must fit the
 * mantissa.
 *
 * @throws {ConfigError} If `horizon` is absent or too short for a pair, or `keyLength` is > 25.
 */
export function buildDiagonal({ token, keyLength: n, select, ...parts }: Tok2TokParts): Node {
  const steep = { stepScale: parts.constants.stepScale };
  requireInRange("tok2tok: keyLength for the formulation diagonal", n, { max: 25 });
  const horizon = requireHorizon(parts.horizon, n);
  const tokens = repeat(token, n);
  const count = counter(token, { horizon }).named("globalCounter");
  // Bit j: word j + 1 has begun. Words alternate: the query, then keys and values.
  const begun = step(wordStarts(count, n, horizon), steep).named("begun");
  const isCompare = alternatingSum(begun).bounded(bitBounds).named("isCompare");
  const isCopy = begun.at(0).sub(isCompare).bounded(bitBounds).named("isCopy");
  const place = count.sub(sumEntries(begun).mul(n)).bounded({ min: 0, max: n - 1 });
  const isAt = oneHotOf(place, n, steep).named("place");
  const queryPlace = oneHotOf(count, n + 1, steep)
    .slice(0, n)
    .named("queryPlace");

  const distance = distanceFromQuery({ token, keyLength: n, select }, { isAt, queryPlace });
  const matching = relu(isCompare.sub(distance)).bounded(bitBounds).named("matching");
  const isMissed = missedLately(isCompare.sub(matching), n).named("missed");
  const hit = relu(isCopy.add(isAt.at(0)).sub(isMissed).sub(1))
    .bounded(bitBounds)
    .named("hit");

  // Before the hit this is 0, so that no token seems to come in time to be copied.
  const copyUntil = accumulate(select(whether(hit), count.add(n).bounded(countBounds(n, horizon))));
  const remaining = copyUntil.named("copyUntil").sub(count);
  const copyPlace = reversed(oneHotOf(remaining, n + 1, steep).slice(1)).named("copyPlace");
  const copied = accumulate(select(whether(copyPlace), tokens)).named("register");
  return sumEntries(select(whether(isAt), copied));
}

function requireHorizon(horizon: number | undefined, n: number): number {
  if (horizon === undefined) {
    throw new ConfigError(
      "tok2tok: horizon must be given for the formulation diagonal, got undefined. State the most tokens of a sequence, or use the formulation ring.",
    );
  }
  requireInRange("tok2tok: horizon", horizon, { min: 3 * n });
  return horizon;
}

function countBounds(n: number, horizon: number) {
  return { min: n, max: horizon - 1 + n };
}

/** `count - (j n - 1/2)` for the words `j = 1, 2, ...` that begin before the horizon. */
function wordStarts(count: Node<1>, n: number, horizon: number): Node {
  const starts = Array.from({ length: Math.floor((horizon - 1) / n) }, (_, j) => (j + 1) * n);
  return linear(
    count,
    starts.map(() => [1]),
    starts.map((start) => 0.5 - start),
  );
}

/** `x_0 - x_1 + x_2 - ...` */
function alternatingSum(x: Node): Node {
  return linear(x, [Array.from({ length: x.dim }, (_, j) => (j % 2 === 0 ? 1 : -1))]);
}

/**
 * A bit that is 1 if one of the `n` tokens of the key just ended was a miss. Misses count half as much
 * with each token, so one of this key weighs at least `2^-n`, and all of earlier keys, which ended `2n`
 * tokens before, at most `4^-n`.
 */
function missedLately(miss: Node, n: number): Node {
  const weight = linState(miss.bounded(bitBounds), { A: [[0.5]], B: [[1]] });
  const threshold = (2 ** -n + 4 ** -n) / 2;
  // Twice as steep as the distance of the threshold from either weight asks for.
  const stepScale = 2 ** (n + 3);
  return larger(weight.bounded({ min: 0, max: 2 }), threshold, { stepScale });
}
