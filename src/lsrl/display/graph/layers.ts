/** What is laid out: items in topological order, each with the places of those that it reads. */
export type Dependencies = readonly (readonly number[])[];

/**
 * The layer of each item: one more than the last of those it reads (longest path), and then as far
 * to the right as its readers allow where that shortens more lines than it lengthens.
 *
 * @see Gansner et al. 1993, "A technique for drawing directed graphs", section 2.
 */
export function assignLayers(inputs: Dependencies): readonly number[] {
  const layers: number[] = [];
  for (const reads of inputs) {
    layers.push(reads.reduce((layer, read) => Math.max(layer, layers[read]! + 1), 0));
  }
  const readers = inputs.map((): number[] => []);
  inputs.forEach((reads, item) => {
    for (const read of new Set(reads)) readers[read]!.push(item);
  });
  for (let item = inputs.length - 1; item >= 0; item -= 1) {
    const own = new Set(inputs[item]).size;
    const used = readers[item]!;
    if (own === 0 || used.length < own) continue;
    const limit = used.reduce((layer, reader) => Math.min(layer, layers[reader]! - 1), Infinity);
    if (Number.isFinite(limit)) layers[item] = limit;
  }
  return layers;
}

/** A place in a layer: an item, or a bend of the lines that leave an item and pass by. */
interface Slot {
  readonly layer: number;
  /** The item; of a bend, the one that its line comes from. */
  readonly item: number;
  readonly isBend: boolean;
  /** The slots of the layer before that have a line to here, in order of the item's inputs. */
  readonly before: readonly number[];
}

/** Slots, and how the lines run: from slot to slot, one layer at a time. */
export interface LayeredGraph {
  readonly slots: readonly Slot[];
  /** Slots of each layer, in no order. */
  readonly layers: readonly (readonly number[])[];
}

/**
 * Breaks lines that cross several layers at each of them. All lines that leave one item share their
 * bends, so that a value that is read often runs as one line that branches.
 */
export function breakLines(inputs: Dependencies, layerOf: readonly number[]): LayeredGraph {
  const slots: Slot[] = [];
  const numLayers = layerOf.reduce((most, layer) => Math.max(most, layer + 1), 0);
  const layers = Array.from({ length: numLayers }, (): number[] => []);
  const add = (slot: Slot): number => {
    slots.push(slot);
    layers[slot.layer]!.push(slots.length - 1);
    return slots.length - 1;
  };
  /** Of each item, its slot and the bends after it, one for each layer. */
  const trunks: number[][] = [];
  inputs.forEach((reads, item) => {
    const layer = layerOf[item]!;
    const before = reads.map((read) => {
      const trunk = trunks[read]!;
      for (let next = layerOf[read]! + trunk.length; next < layer; next += 1) {
        trunk.push(add({ layer: next, item: read, isBend: true, before: [trunk.at(-1)!] }));
      }
      return trunk[layer - 1 - layerOf[read]!]!;
    });
    trunks.push([add({ layer, item, isBend: false, before })]);
  });
  return { slots, layers };
}
