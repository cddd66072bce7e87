import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import {
  assignLayers,
  breakLines,
  type Dependencies,
  type LayeredGraph,
} from "../../../src/lsrl/display/graph/layers.ts";
import { layoutGraph } from "../../../src/lsrl/display/graph/layout.ts";
import { orderLayers } from "../../../src/lsrl/display/graph/order-layers.ts";
import { placeSlots } from "../../../src/lsrl/display/graph/place-slots.ts";

const seeds = [1, 2, 3, 4, 5];

/** Items that each read one to three earlier ones, sometimes the same twice. */
function randomGraph(seed: number, size = 60): Dependencies {
  const random = createRandom(seed).fork("graph");
  return Array.from({ length: size }, (_, item) =>
    Array.from({ length: item === 0 ? 0 : 1 + random.integer(3) }, () =>
      Math.max(0, item - 1 - random.integer(12)),
    ),
  );
}

/** Pairs of lines that cross between neighbouring layers, one by one. */
function crossings({ slots }: LayeredGraph, order: readonly (readonly number[])[]): number {
  const place = new Map(order.flatMap((layer) => layer.map((slot, i) => [slot, i] as const)));
  return order.reduce((total, layer) => {
    const lines = layer.flatMap((slot) =>
      slots[slot]!.before.map((from) => [place.get(from)!, place.get(slot)!] as const),
    );
    return (
      total +
      lines.reduce(
        (sum, [a, b], i) =>
          sum + lines.slice(i + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length,
        0,
      )
    );
  }, 0);
}

describe("assignLayers", () => {
  it.each(seeds)("puts every item to the right of what it reads (seed %i)", (seed) => {
    const graph = randomGraph(seed);
    const layers = assignLayers(graph);
    graph.forEach((reads, item) => {
      for (const read of reads) expect(layers[read]!).toBeLessThan(layers[item]!);
    });
  });

  it("is the longest path, with what only one item reads next to it", () => {
    // 0 -> 1 -> 2 -> 4 and 0 -> 3 -> 4
    expect(assignLayers([[], [0], [1], [0], [2, 3]])).toEqual([0, 1, 2, 2, 3]);
  });
});

describe("breakLines", () => {
  it.each(seeds)("joins neighbouring layers only (seed %i)", (seed) => {
    const graph = randomGraph(seed);
    const { slots } = breakLines(graph, assignLayers(graph));
    for (const { before, layer } of slots) {
      for (const from of before) expect(slots[from]!.layer).toBe(layer - 1);
    }
  });

  it("shares the bends of all lines that leave one item", () => {
    // Items 4 and 5 both read 0 across two layers.
    const graph = [[], [0], [1], [2], [3, 0], [3, 0]];
    const { slots } = breakLines(graph, [0, 1, 2, 3, 4, 4]);
    expect(slots.filter(({ isBend }) => isBend)).toHaveLength(3);
  });
});

describe("orderLayers", () => {
  it("finds an order without crossings where there is one", () => {
    // Two chains that start in the wrong order.
    const graph = [[], [0], [0], [2], [1], [3], [4]];
    const layered = breakLines(graph, assignLayers(graph));
    expect(crossings(layered, orderLayers(layered))).toBe(0);
  });

  it.each(seeds)("keeps the slots and does not add crossings (seed %i)", (seed) => {
    const graph = randomGraph(seed);
    const layered = breakLines(graph, assignLayers(graph));
    const order = orderLayers(layered);
    expect(order.map((layer) => layer.toSorted((a, b) => a - b))).toEqual(layered.layers);
    expect(crossings(layered, order)).toBeLessThan(crossings(layered, layered.layers));
  });
});

describe("placeSlots", () => {
  it.each(seeds)("keeps order and distances (seed %i)", (seed) => {
    const graph = randomGraph(seed);
    const layered = breakLines(graph, assignLayers(graph));
    const order = orderLayers(layered);
    const heights = layered.slots.map(({ isBend }, i) => (isBend ? 6 : 20 + (i % 7)));
    const middle = placeSlots(layered, order, heights);
    for (const layer of order) {
      layer.slice(1).forEach((slot, i) => {
        const above = layer[i]!;
        const distance = (heights[slot]! + heights[above]!) / 2;
        expect(middle[slot]! - middle[above]!).toBeGreaterThan(distance - 1e-6);
      });
    }
    expect(Math.min(...middle.map((y, slot) => y - heights[slot]! / 2))).toBeCloseTo(0, 6);
  });

  it("makes a chain a straight line", () => {
    const graph = [[], [0], [1], [2]];
    const layered = breakLines(graph, assignLayers(graph));
    const middle = placeSlots(layered, orderLayers(layered), [10, 30, 20, 10]);
    // Half a tenth of a pixel: the rounds come near, not to the end.
    for (const y of middle) expect(y).toBeCloseTo(middle[0]!, 1);
  });
});

describe("layoutGraph", () => {
  it.each(seeds)("ends every line at the box that reads (seed %i)", (seed) => {
    const graph = randomGraph(seed, 30);
    const boxes = graph.map((_, i) => ({ width: 30 + i, height: 20 }));
    const { centers, lines, width, height } = layoutGraph(graph, {
      boxes,
      layerGap: 20,
      boxGap: 8,
      lineGap: 5,
    });
    const ends = lines.flat().filter(({ isEnd }) => isEnd);
    expect(ends).toHaveLength(graph.flat().length);
    graph.forEach((reads, item) => {
      const [x, y] = centers[item]!;
      const arriving = ends.filter(
        ({ to }) =>
          Math.abs(to[0] - (x - boxes[item]!.width / 2)) < 1e-9 && Math.abs(to[1] - y) < 10,
      );
      expect(arriving.length).toBeGreaterThanOrEqual(reads.length);
      expect(x).toBeLessThan(width);
      expect(y).toBeLessThan(height);
    });
  });

  it("lays out nothing but a box", () => {
    const options = { boxes: [{ width: 40, height: 20 }], layerGap: 9, boxGap: 4, lineGap: 2 };
    expect(layoutGraph([[]], options)).toMatchObject({ width: 40, height: 24, lines: [[]] });
  });
});
