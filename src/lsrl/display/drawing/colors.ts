import type { NodeKind } from "../../language/node.ts";

/** Text and lines; pictures stand on white, so that they read on dark pages too. */
export const ink = {
  text: "#222222",
  faint: "#6b6b6b",
  line: "#9a9a9a",
  rule: "#dddddd",
  paper: "#ffffff",
} as const;

/** Colours that the colour-blind can tell apart (Okabe and Ito 2008). */
export const palette = {
  blue: "#0072b2",
  vermilion: "#d55e00",
  green: "#009e73",
  purple: "#cc79a7",
  orange: "#e69f00",
  sky: "#56b4e9",
  grey: "#555555",
} as const;

/** The colour of each kind of node, and of the stage of that kind. */
export const kindColors: Readonly<Record<NodeKind, string>> = {
  Input: palette.grey,
  Linear: palette.blue,
  LinState: palette.vermilion,
  ReLU: palette.green,
  Multiplicative: palette.purple,
  Concat: palette.sky,
  Slice: palette.orange,
};

/** The kinds in the order of legends. */
export const nodeKinds: readonly NodeKind[] = [
  "Input",
  "Linear",
  "LinState",
  "ReLU",
  "Multiplicative",
  "Concat",
  "Slice",
];

/** `color` mixed with white: `share` 1 is the colour, 0 is white. */
export function tint(color: string, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(255 + (channel - 255) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
