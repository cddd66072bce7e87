import type { Node, NodeKind } from "../../language/node.ts";
import { ink, kindColors, nodeKinds, palette } from "../drawing/colors.ts";
import { element } from "../drawing/element.ts";
import type { LegendItem } from "../drawing/legend.ts";
import type { Drawing } from "./draw-boxes.ts";
import { layoutGraph, type Point } from "./layout.ts";

const dot = 7;

/**
 * Draws a program in little room: a dot for each node, taller where its dimension is larger, and
 * lines. A path for each colour makes it a few bytes a node.
 *
 * @param marked - A node to draw attention to.
 */
export function drawDots(nodes: readonly Node[], marked?: Node): Drawing {
  const place = new Map(nodes.map((node, i) => [node, i] as const));
  const inputs = nodes.map(({ operands }) => [
    ...new Set(operands.map((operand) => place.get(operand)!)),
  ]);
  const boxes = nodes.map(({ dim }) => ({ width: dot, height: dot + stretch(dim) }));
  const { width, height, centers, lines } = layoutGraph(inputs, {
    boxes,
    layerGap: 9,
    boxGap: 3,
    lineGap: 3,
  });
  const edges = lines
    .flat()
    .map(({ from, to }) => `M${at(from)}L${at(to)}`)
    .join("");
  const dots = new Map<NodeKind, string>();
  nodes.forEach(({ kind, dim }, i) => {
    const [x, y] = centers[i]!;
    const length = Math.round(stretch(dim));
    const stroke = `M${at([x, y - length / 2])}v${length}`;
    dots.set(kind, (dots.get(kind) ?? "") + stroke);
  });
  const ring = marked === undefined ? undefined : centers[place.get(marked) ?? -1];
  const layers = nodeKinds.map((kind) =>
    element("path", { d: dots.get(kind) ?? "M0 0", stroke: kindColors[kind], "stroke-width": dot }),
  );
  return {
    markup: element(
      "g",
      { fill: "none", "stroke-linecap": "round" },
      element("path", { d: edges === "" ? "M0 0" : edges, stroke: ink.line, "stroke-width": 0.7 }),
      ...layers.filter((_, i) => dots.has(nodeKinds[i]!)),
      ring === undefined
        ? ""
        : element("circle", {
            cx: ring[0],
            cy: ring[1],
            r: dot * 1.3,
            stroke: palette.orange,
            "stroke-width": 3,
          }),
    ),
    width,
    height,
  };
}

/** What the colours of the dots mean. */
export function dotLegend(kinds: ReadonlySet<NodeKind>): readonly LegendItem[] {
  return nodeKinds
    .filter((kind) => kinds.has(kind))
    .map((kind) => ({ text: kind, fill: kindColors[kind], stroke: kindColors[kind] }));
}

/** How much taller than a dot: a few pixels for each doubling. */
function stretch(dim: number): number {
  return Math.min(48, 4 * Math.log2(dim));
}

function at([x, y]: Point): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}
