import { concat, type Node } from "../language/index.ts";
import {
  accumulate,
  and,
  counter,
  larger,
  lastValues,
  moduloCounter,
  not,
  or,
  rotationStepScale,
  type StepOptions,
  smaller,
  sumEntries,
} from "../sugar/index.ts";
import { type Condition, whether } from "./conditional.ts";
import { registers, type Tok2TokParts } from "./tok2tok-parts.ts";

/**
 * Listing 2 of the paper. The query's `n` tokens are followed by pairs of key and value, so keys stand
 * where the place modulo `2n` is `n .. 2n - 1`.
 */
export function buildPaper(parts: Tok2TokParts): Node {
  const { token, keyLength: n, select, constants } = parts;
  const steep = { stepScale: constants.stepScale };
  const { count, place, isPrompt, isCompare, isCopy, isFirstCopy } = readPlace(parts);
  const places = Array.from({ length: n }, (_, i) => i);

  const isQuery = { isOn: smaller(isPrompt, 0.5, steep), isOff: larger(isPrompt, 0.5, steep) };
  const queryToken = select(isQuery, token).named("queryToken");
  const query = registers(
    token,
    concat(places.map((i) => select(placeIs(place, i, steep), queryToken))),
  ).named("query");
  const expected = total(places.map((i) => select(placeIs(place, i, steep), query.at(i)))).named(
    "expected",
  );

  const isNear = and(
    larger(token, expected.sub(0.5), steep),
    smaller(token, expected.add(0.5), steep),
    steep,
  );
  const matching = and(isNear, isCompare, steep).named("matching");
  const buffer = lastValues(matching, n + 1).named("buffer");
  const matches = sumEntries(buffer.slice(0, n));
  const allMatching = larger(matches, n - 0.5, steep).named("allMatching");

  const hit = and(allMatching, isFirstCopy, steep).named("hit");
  const startedOn = accumulate(select(whether(hit), count)).named("startedOn");
  const copying = smaller(count, startedOn.add(n), steep);
  const copyOn = and(isCopy, copying, steep).named("copyOn");

  const outputs = places.map((i) => {
    const isHere = placeIs(place, i, steep);
    const isMine = and(copyOn, isHere.isOn, steep);
    const isCopied = { isOn: larger(isMine, 0.5, steep), isOff: smaller(isMine, 0.5, steep) };
    const register = accumulate(select(isCopied, token)).named(`register_${i}`);
    return select({ ...isHere, isOn: larger(isHere.isOn, 0.5, steep) }, register);
  });
  return total(outputs);
}

/** Where in the sequence a token stands: the switches of the program. */
function readPlace({ token, keyLength: n, constants, horizon }: Tok2TokParts) {
  const steep = { stepScale: constants.stepScale };
  const modulo = (m: number) =>
    moduloCounter(token, m, { stepScale: Math.max(constants.stepScale, rotationStepScale(m)) });
  const count = counter(token, horizon === undefined ? {} : { horizon }).named("globalCounter");
  const place = modulo(n).named("modN");
  const placeInPair = modulo(2 * n).named("mod2N");
  const isPrompt = larger(count, n - 0.5, steep).named("isPrompt");
  const isCompare = larger(placeInPair, n - 0.5, steep).named("isCompare");
  const isCopy = and(isPrompt, not(isCompare), steep).named("isCopy");
  const isFirstCopy = and(isCopy, smaller(place, 0.5, steep), steep).named("firstCopy");
  return { count, place, isPrompt, isCompare, isCopy, isFirstCopy };
}

function placeIs(place: Node<1>, i: number, steep: StepOptions): Condition {
  return {
    isOn: and(larger(place, i - 0.5, steep), smaller(place, i + 0.5, steep), steep),
    isOff: or(larger(place, i + 0.5, steep), smaller(place, i - 0.5, steep), steep),
  };
}

function total(nodes: readonly Node[]): Node<1> {
  return sumEntries(nodes.length === 1 ? nodes[0]! : concat(nodes));
}
