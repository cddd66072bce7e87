import type { NodeKind } from "../language/node.ts";
import { ink, kindColors, nodeKinds } from "./drawing/colors.ts";
import { element, label, pixels, tooltip } from "./drawing/element.ts";
import { countText } from "./drawing/number-text.ts";

/** How many nodes of each kind a program has. */
export type NodeCounts = Readonly<Partial<Record<NodeKind, number>>>;

/** Most steps that are drawn; of more, every second, third, ... */
const maxPoints = 400;

/** Where the chart's steps start and end, in pixels. */
export const chartPlace = { left: 44, right: 784, width: 800, height: 96 } as const;

/** Draws how many nodes of each kind there are after each step, one kind on top of the other. */
export function drawCounts(counts: readonly NodeCounts[]): string {
  const { left, right, height } = chartPlace;
  const [top, bottom] = [8, height - 18];
  const total = (each: NodeCounts) => nodeKinds.reduce((sum, kind) => sum + (each[kind] ?? 0), 0);
  const most = counts.reduce((max, each) => Math.max(max, total(each)), 1);
  const last = Math.max(1, counts.length - 1);
  const x = (step: number) => left + (step / last) * (right - left);
  const y = (count: number) => bottom - (count / most) * (bottom - top);
  const stride = Math.ceil(counts.length / maxPoints);
  const steps = counts
    .map((_, step) => step)
    .filter((step) => step % stride === 0 || step === last);
  let below = steps.map(() => 0);
  const areas = nodeKinds.map((kind) => {
    const above = below.map((sum, i) => sum + (counts[steps[i]!]![kind] ?? 0));
    const upper = steps.map((step, i) => `${pixels(x(step))} ${pixels(y(above[i]!))}`);
    const lower = steps.map((step, i) => `${pixels(x(step))} ${pixels(y(below[i]!))}`).toReversed();
    const isEmpty = above.every((sum, i) => sum === below[i]);
    below = above;
    if (isEmpty) return "";
    const d = `M${upper.join("L")}L${lower.join("L")}z`;
    return element("path", { d, fill: kindColors[kind], "fill-opacity": 0.75 }, tooltip(kind));
  });
  const axis = { stroke: ink.rule };
  return [
    element("line", { x1: left, x2: right, y1: bottom, y2: bottom, ...axis }),
    ...areas,
    label(countText(most), {
      x: left - 6,
      y: top + 8,
      "text-anchor": "end",
      "font-size": 10,
      fill: ink.faint,
    }),
    label("nodes", {
      x: left - 6,
      y: bottom,
      "text-anchor": "end",
      "font-size": 10,
      fill: ink.faint,
    }),
    label("start", { x: left, y: bottom + 13, "font-size": 10, fill: ink.faint }),
    label(`step ${counts.length - 1}`, {
      x: right,
      y: bottom + 13,
      "text-anchor": "end",
      "font-size": 10,
      fill: ink.faint,
    }),
    element("line", {
      "data-part": "cursor",
      x1: left,
      x2: left,
      y1: top - 4,
      y2: bottom + 3,
      stroke: ink.text,
      "stroke-width": 1.5,
    }),
  ].join("");
}
