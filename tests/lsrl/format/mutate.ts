import type { Random } from "../../../src/core/random.ts";

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

type Holder = Json[] | { [key: string]: Json };

/** A place in a document: `holder[key]`. */
interface Place {
  readonly holder: Holder;
  readonly key: string;
  readonly value: Json;
}

const strange: readonly Json[] = [
  null,
  true,
  -1,
  0,
  0.5,
  3,
  2 ** 20,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e-310,
  "",
  "-0",
  "Infinity",
  "n1",
  "__proto__",
  "ReLU",
  [],
  [[1, 2]],
  {},
  { min: 1, max: 0 },
];

/**
 * A copy of a document with something changed: half of the copies get 1 or 2 changes of any kind, the
 * others a single one that leaves types as they were, so that it passes the schema more often.
 */
export function mutate(json: Json, random: Random): Json {
  const root: { [key: string]: Json } = { document: structuredClone(json) };
  const isGentle = random.integer(2) === 0;
  for (let count = isGentle ? 1 : 1 + random.integer(2); count > 0; count -= 1) {
    const places = placesIn(root);
    // Numbers in matrices outnumber all else: half of the changes are made elsewhere.
    const rare = places.filter(({ value }) => typeof value !== "number");
    const candidates = random.integer(2) === 0 && rare.length > 0 ? rare : places;
    if (candidates.length === 0) break; // all was removed
    const place = pick(random, candidates);
    if (isGentle) changeGently(place, places, random);
    else changeRoughly(place, random);
  }
  return root["document"] ?? null;
}

function changeGently({ holder, key, value }: Place, places: readonly Place[], random: Random) {
  const nudged = typeof value === "number" && random.integer(3) === 0;
  const alike = places.filter(
    (place) => typeof place.value === typeof value && (place.key === key || Array.isArray(holder)),
  );
  const next = nudged ? value + pick(random, [-1, 1]) : pick(random, alike).value;
  Object.assign(holder, { [key]: structuredClone(next) });
}

function changeRoughly({ holder, key, value }: Place, random: Random): void {
  switch (random.integer(4)) {
    case 0: // removed
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1: // doubled, or one key more
      if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(value));
      else holder[`${key}2`] = structuredClone(value);
      return;
    case 2: // in another order
      if (Array.isArray(value)) Object.assign(holder, { [key]: random.shuffle(value) });
      return;
    default:
      Object.assign(holder, { [key]: structuredClone(pick(random, strange)) });
  }
}

function placesIn(holder: Holder): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const inside = typeof value === "object" && value !== null ? placesIn(value) : [];
    return [{ holder, key, value }, ...inside];
  });
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)]!;
}
