import type { LayeredGraph } from "./layers.ts";

/** Rounds of moving every layer towards its neighbours. */
const numRounds = 16;

/**
 * Gives each slot its height: lines as straight as they can be, in the given order and without
 * overlap.
 *
 * @param order - Slots of each layer from top to bottom.
 * @param heights - `[slots]`: height of each slot with the room around it, in pixels.
 * @returns `[slots]`: the middle of each slot; the least is not below half its height.
 */
export function placeSlots(
  { slots }: LayeredGraph,
  order: readonly (readonly number[])[],
  heights: readonly number[],
): readonly number[] {
  const middle = new Float64Array(slots.length);
  for (const layer of order) {
    let top = 0;
    for (const slot of layer) {
      middle[slot] = top + heights[slot]! / 2;
      top += heights[slot]!;
    }
  }
  const links = slots.map((): { other: number; weight: number }[] => []);
  slots.forEach(({ before, isBend }, slot) => {
    for (const other of before) {
      // A long line is straightened first.
      const weight = isBend && slots[other]!.isBend ? 8 : isBend || slots[other]!.isBend ? 2 : 1;
      links[slot]!.push({ other, weight });
      links[other]!.push({ other: slot, weight });
    }
  });
  for (let round = 0; round < numRounds; round += 1) {
    for (const layer of round % 2 === 0 ? order : order.toReversed()) {
      const wishes = layer.map((slot) => wish(links[slot]!, middle, middle[slot]!));
      const places = spread(
        wishes,
        layer.map((slot) => heights[slot]!),
      );
      layer.forEach((slot, i) => {
        middle[slot] = places[i]!;
      });
    }
  }
  straighten({ slots }, order, heights, middle);
  const top = middle.reduce((least, y, slot) => Math.min(least, y - heights[slot]! / 2), Infinity);
  return Array.from(middle, (y) => y - top);
}

/** Passes over all lines. */
const numPasses = 3;

/** Moves the bends of each line to one height, as far along the line as there is room for it. */
function straighten(
  { slots }: Pick<LayeredGraph, "slots">,
  order: readonly (readonly number[])[],
  heights: readonly number[],
  middle: Float64Array,
): void {
  const above = new Map<number, number>();
  const below = new Map<number, number>();
  for (const layer of order) {
    layer.forEach((slot, i) => {
      if (i === 0) return;
      above.set(slot, layer[i - 1]!);
      below.set(layer[i - 1]!, slot);
    });
  }
  const lines = new Map<number, number[]>();
  slots.forEach(({ item, isBend }, slot) => {
    if (!isBend) return;
    const line = lines.get(item);
    if (line === undefined) lines.set(item, [slot]);
    else line.push(slot);
  });
  const byLength = [...lines.values()].sort((a, b) => b.length - a.length);
  const room = (slot: number): readonly [low: number, high: number] => {
    const [upper, lower] = [above.get(slot), below.get(slot)];
    const reach = (other: number) => (heights[slot]! + heights[other]!) / 2;
    return [
      upper === undefined ? Number.NEGATIVE_INFINITY : middle[upper]! + reach(upper),
      lower === undefined ? Number.POSITIVE_INFINITY : middle[lower]! - reach(lower),
    ];
  };
  for (let pass = 0; pass < numPasses; pass += 1) {
    for (const line of byLength) straightenLine(line, middle, room);
  }
}

/** @param line - The bends of one line, from left to right. */
function straightenLine(
  line: readonly number[],
  middle: Float64Array,
  room: (slot: number) => readonly [low: number, high: number],
): void {
  let start = 0;
  while (start < line.length) {
    let [low, high] = room(line[start]!);
    let end = start + 1;
    for (; end < line.length; end += 1) {
      const [nextLow, nextHigh] = room(line[end]!);
      if (Math.max(low, nextLow) > Math.min(high, nextHigh)) break;
      [low, high] = [Math.max(low, nextLow), Math.min(high, nextHigh)];
    }
    const piece = line.slice(start, end);
    const mean = piece.reduce((sum, slot) => sum + middle[slot]!, 0) / piece.length;
    const height = Math.min(Math.max(mean, low), high);
    for (const slot of piece) middle[slot] = height;
    start = end;
  }
}

interface Wish {
  readonly place: number;
  readonly weight: number;
}

/** The weighted mean of the places that a slot is joined with. */
function wish(
  links: readonly { readonly other: number; readonly weight: number }[],
  middle: Float64Array,
  fallback: number,
): Wish {
  let [sum, weight] = [0, 0];
  for (const link of links) {
    sum += link.weight * middle[link.other]!;
    weight += link.weight;
  }
  return weight === 0 ? { place: fallback, weight: 0.01 } : { place: sum / weight, weight };
}

/**
 * The places nearest to the wishes, in weighted least squares, that keep the order and the distances:
 * pool adjacent violators on the places less the room that the slots above them take.
 */
function spread(wishes: readonly Wish[], heights: readonly number[]): readonly number[] {
  const offsets: number[] = [];
  let top = 0;
  for (const height of heights) {
    offsets.push(top + height / 2);
    top += height;
  }
  const pools: { sum: number; weight: number; count: number }[] = [];
  wishes.forEach(({ place, weight }, i) => {
    let pool = { sum: weight * (place - offsets[i]!), weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      if (last.sum / last.weight <= pool.sum / pool.weight) break;
      pool = {
        sum: last.sum + pool.sum,
        weight: last.weight + pool.weight,
        count: last.count + pool.count,
      };
      pools.pop();
    }
    pools.push(pool);
  });
  const bases = pools.flatMap(({ sum, weight, count }) =>
    new Array<number>(count).fill(sum / weight),
  );
  return bases.map((base, i) => base + offsets[i]!);
}
