import type { NodeKind } from "../../language/node.ts";
import { ink, kindColors, nodeKinds, palette, tint } from "../drawing/colors.ts";
import { element, label, pixels, tooltip } from "../drawing/element.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { fitText, textWidth } from "../drawing/text-width.ts";
import { type Layout, layoutGraph, type Point, type Segment } from "./layout.ts";
import type { Vertex } from "./vertex.ts";

/** A drawing without its frame: it starts at (0, 0). */
export interface Drawing {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

const fontSizes = { main: 11, note: 9 } as const;
const boxHeight = 32;
const maxTextWidth = 170;

interface Box {
  readonly vertex: Vertex;
  readonly main: string;
  readonly note: string;
  readonly width: number;
  readonly height: number;
}

function toBox(vertex: Vertex): Box {
  const { name, text, dim, inputs } = vertex;
  const isNamed = name !== undefined;
  const main = fitText(name ?? text, maxTextWidth, fontSizes.main, isNamed);
  const note = fitText(
    isNamed ? `${text} · dim ${dim}` : `dim ${dim}`,
    maxTextWidth,
    fontSizes.note,
  );
  const width =
    16 + Math.max(textWidth(main, fontSizes.main, isNamed), textWidth(note, fontSizes.note), 24);
  // Tall enough for the lines that arrive.
  return {
    vertex,
    main,
    note,
    width,
    height: Math.max(boxHeight, 6 + 5 * Math.min(16, inputs.length)),
  };
}

/**
 * Draws boxes with their texts and the lines between them.
 *
 * @param marked - Place of a box to draw attention to.
 */
export function drawBoxes(vertices: readonly Vertex[], marked?: number): Drawing {
  const boxes = vertices.map(toBox);
  const { width, height, centers, lines } = layoutGraph(
    vertices.map(({ inputs }) => inputs),
    { boxes, layerGap: vertices.length > 40 ? 34 : 28, boxGap: 12, lineGap: 9 },
  );
  const groups = boxes.map((box, i) => {
    const frame = i === boxes.length - 1 ? ink.text : i === marked ? palette.orange : undefined;
    return element("g", {}, drawLines(lines[i]!, box.vertex), drawBox(box, centers[i]!, frame));
  });
  const style = element("style", {}, hoverStyle);
  return { markup: style + element("g", { class: "lsrl-graph" }, ...groups), width, height };
}

/** What the colours of the boxes mean. */
export function boxLegend(kinds: ReadonlySet<NodeKind>): readonly LegendItem[] {
  const items = nodeKinds
    .filter((kind) => kinds.has(kind))
    .map((kind) => ({
      text: kind,
      fill: tint(kindColors[kind], fillShare),
      stroke: kindColors[kind],
    }));
  return [...items, { text: "output", fill: ink.paper, stroke: ink.text }];
}

/** The same in every picture, so that several on one page do not disturb each other. */
const hoverStyle =
  ".lsrl-graph>g:hover>path{stroke:#222;stroke-width:2}.lsrl-graph>g:hover>path+path{fill:#222;stroke:none}" +
  ".lsrl-graph>g:hover rect{stroke-width:2.5}";

const fillShare = 0.16;

function drawBox(
  { vertex, main, note, width, height }: Box,
  [x, y]: Point,
  frame: string | undefined,
): string {
  const { kind, name, details } = vertex;
  const color = kindColors[kind];
  const place = { x: x - width / 2, y: y - height / 2, width, height, rx: 5 };
  const outer = {
    x: place.x - 3,
    y: place.y - 3,
    width: width + 6,
    height: height + 6,
    rx: 7,
    fill: "none",
    stroke: frame,
    "stroke-width": frame === ink.text ? 1 : 2.5,
  };
  return element(
    "g",
    { "text-anchor": "middle" },
    tooltip(details),
    frame === undefined ? "" : element("rect", outer),
    element("rect", { ...place, fill: tint(color, fillShare), stroke: color, "stroke-width": 1.3 }),
    label(main, { x, y: y - 1, "font-weight": name === undefined ? undefined : "bold" }),
    label(note, { x, y: y + 11, "font-size": fontSizes.note, fill: ink.faint }),
  );
}

/** The lines that leave one box, as one path, and their arrow heads as another. */
function drawLines(segments: Layout["lines"][number], { name, kind }: Vertex): string {
  if (segments.length === 0) return "";
  const heads = segments.filter(({ isEnd }) => isEnd).map(({ to: [x, y] }) => arrowHead(x, y));
  const title = tooltip(`from ${name ?? kind}`);
  const d = segments.map(segmentPath).join("");
  return (
    element("path", { d, fill: "none", stroke: ink.line }, title) +
    element("path", { d: heads.join(""), fill: ink.line })
  );
}

function segmentPath({ from: [x0, y0], to: [x1, y1] }: Segment): string {
  const start = `M${pixels(x0)} ${pixels(y0)}`;
  if (Math.abs(y1 - y0) < 0.5) return `${start}H${pixels(x1)}`;
  const bend = Math.max(12, (x1 - x0) / 2);
  return `${start}C${pixels(x0 + bend)} ${pixels(y0)} ${pixels(x1 - bend)} ${pixels(y1)} ${pixels(x1)} ${pixels(y1)}`;
}

function arrowHead(x: number, y: number): string {
  return `M${pixels(x)} ${pixels(y)}l-5 -2.6v5.2z`;
}
