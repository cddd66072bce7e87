import { assignLayers, breakLines, type Dependencies } from "./layers.ts";
import { orderLayers } from "./order-layers.ts";
import { placeSlots } from "./place-slots.ts";

/** A point in pixels. */
export type Point = readonly [x: number, y: number];

/** A piece of a line: from one layer to the next, or straight through one. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
  /** Whether it ends at a box. */
  readonly isEnd: boolean;
}

/** Where boxes stand and lines run. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** `[items]`: the middle of each box. */
  readonly centers: readonly Point[];
  /** `[items]`: the lines that leave each box; the shared part of several is there once. */
  readonly lines: readonly (readonly Segment[])[];
}

/** Sizes in pixels. */
export interface LayoutOptions {
  /** `[items]`. */
  readonly boxes: readonly { readonly width: number; readonly height: number }[];
  /** Between one layer and the next. */
  readonly layerGap: number;
  /** Between one box and the next. */
  readonly boxGap: number;
  /** Between one line and the next. */
  readonly lineGap: number;
}

/**
 * Lays out a graph from left to right: each item stands to the right of those that it reads.
 *
 * @param inputs - Of each item, the places of those that it reads; items are in topological order.
 */
export function layoutGraph(inputs: Dependencies, options: LayoutOptions): Layout {
  const { boxes, layerGap, boxGap, lineGap } = options;
  const graph = breakLines(inputs, assignLayers(inputs));
  const order = orderLayers(graph);
  const heights = graph.slots.map(({ item, isBend }) =>
    isBend ? lineGap : boxes[item]!.height + boxGap,
  );
  const middle = placeSlots(graph, order, heights);
  const columns = order.map((layer) =>
    layer.reduce((most, slot) => {
      const { item, isBend } = graph.slots[slot]!;
      return isBend ? most : Math.max(most, boxes[item]!.width);
    }, 0),
  );
  const lefts: number[] = [];
  let x = 0;
  for (const width of columns) {
    lefts.push(x);
    x += width + layerGap;
  }
  const centers: Point[] = [];
  const lines = inputs.map((): Segment[] => []);
  graph.slots.forEach(({ layer, item, isBend, before }, slot) => {
    const [left, width, y] = [lefts[layer]!, columns[layer]!, middle[slot]!];
    const halfWidth = isBend ? width / 2 : boxes[item]!.width / 2;
    const center = left + width / 2;
    if (isBend) lines[item]!.push({ from: [left, y], to: [left + width, y], isEnd: false });
    else centers[item] = [center, y];
    before.forEach((read, port) => {
      const source = graph.slots[read]!;
      const sourceWidth = source.isBend ? columns[source.layer]! : boxes[source.item]!.width;
      const sourceCenter = lefts[source.layer]! + columns[source.layer]! / 2;
      const height = isBend ? 0 : boxes[item]!.height;
      lines[source.item]!.push({
        from: [sourceCenter + sourceWidth / 2, middle[read]!],
        to: [center - halfWidth, y + portShift(port, before.length, height)],
        isEnd: !isBend,
      });
    });
  });
  const height = graph.slots.reduce(
    (most, _, s) => Math.max(most, middle[s]! + heights[s]! / 2),
    0,
  );
  return { width: Math.max(0, x - layerGap), height, centers, lines };
}

/** Lines that end at one box arrive one under the other, in order. */
function portShift(port: number, numPorts: number, height: number): number {
  const step = Math.min(8, (height - 6) / Math.max(1, numPorts));
  return (port - (numPorts - 1) / 2) * step;
}
