import type { LayeredGraph } from "./layers.ts";

/** Sweeps over all layers, there and back. */
const numSweeps = 12;

/**
 * Orders the slots of each layer so that few lines cross: each layer in turn by the mean place of
 * the slots that its own are joined with, sweeping to the right and back; the best order is kept.
 *
 * @returns The slots of each layer, from top to bottom.
 * @see Sugiyama, Tagawa, Toda 1981 (barycentre method).
 */
export function orderLayers({ slots, layers }: LayeredGraph): readonly (readonly number[])[] {
  const before = slots.map((slot) => slot.before);
  const after = slots.map((): number[] => []);
  before.forEach((reads, slot) => {
    for (const read of reads) after[read]!.push(slot);
  });
  const place = new Float64Array(slots.length);
  const order = layers.map((layer) => [...layer]);
  const number = (layer: readonly number[]) => {
    layer.forEach((slot, i) => {
      place[slot] = i;
    });
  };
  const sortBy = (layer: number[], joined: readonly (readonly number[])[]) => {
    const mean = new Map(
      layer.map((slot) => [slot, meanPlace(joined[slot]!, place, place[slot]!)]),
    );
    layer.sort((a, b) => mean.get(a)! - mean.get(b)! || place[a]! - place[b]!);
    number(layer);
  };
  order.forEach(number);
  let best = order.map((layer) => [...layer]);
  let fewest = countAllCrossings(order, before, place);
  for (let sweep = 0; sweep < numSweeps && fewest > 0; sweep += 1) {
    if (sweep % 2 === 0) for (const layer of order) sortBy(layer, before);
    else for (const layer of order.toReversed()) sortBy(layer, after);
    swapNeighbours(order, before, after, place);
    const crossings = countAllCrossings(order, before, place);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = order.map((layer) => [...layer]);
  }
  return best;
}

function meanPlace(joined: readonly number[], place: Float64Array, fallback: number): number {
  if (joined.length === 0) return fallback;
  return joined.reduce((sum, slot) => sum + place[slot]!, 0) / joined.length;
}

/** Swaps neighbours in a layer where that leaves fewer crossings on both sides. */
function swapNeighbours(
  order: readonly number[][],
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
  place: Float64Array,
): void {
  for (const layer of order) {
    for (let i = 0; i + 1 < layer.length; i += 1) {
      const [upper, lower] = [layer[i]!, layer[i + 1]!];
      let gain = 0;
      for (const joined of [before, after]) {
        gain += crossingsOf(joined[upper]!, joined[lower]!, place);
        gain -= crossingsOf(joined[lower]!, joined[upper]!, place);
      }
      if (gain <= 0) continue;
      [layer[i], layer[i + 1]] = [lower, upper];
      [place[lower], place[upper]] = [i, i + 1];
    }
  }
}

/** Crossings of the lines of an upper slot with those of a lower one. */
function crossingsOf(upper: readonly number[], lower: readonly number[], place: Float64Array) {
  let count = 0;
  for (const a of upper) for (const b of lower) if (place[a]! > place[b]!) count += 1;
  return count;
}

function countAllCrossings(
  order: readonly (readonly number[])[],
  before: readonly (readonly number[])[],
  place: Float64Array,
): number {
  return order.reduce((sum, layer) => sum + countCrossings(layer, before, place), 0);
}

/** Crossings between a layer and the one before: inversions, counted in a tree of partial sums. */
function countCrossings(
  layer: readonly number[],
  before: readonly (readonly number[])[],
  place: Float64Array,
): number {
  const ends = layer.flatMap((slot) =>
    before[slot]!.map((read) => place[read]!).sort((a, b) => a - b),
  );
  const size = ends.reduce((most, end) => Math.max(most, end + 1), 0);
  const tree = new Int32Array(size + 1);
  let crossings = 0;
  ends.forEach((end, seen) => {
    let notAbove = 0;
    for (let i = end + 1; i > 0; i -= i & -i) notAbove += tree[i]!;
    crossings += seen - notAbove;
    for (let i = end + 1; i <= size; i += i & -i) tree[i]! += 1;
  });
  return crossings;
}
