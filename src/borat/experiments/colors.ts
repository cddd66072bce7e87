import type { ContenderName } from "./contenders.ts";

// One hue for the family that is studied, others for what it is compared with: greys for gradient
// descent, yellow to brown for adaptive steps, blues for the nearest kin, greens for line searches and
// Polyak steps, purples for methods without a knob.
const colors: Readonly<Record<ContenderName, string>> = {
  sgd: "#8c8c8c",
  "sgd-steps": "#404040",
  adam: "#e69f00",
  adamw: "#b87a00",
  amsgrad: "#f0c75e",
  adagrad: "#8f6b2d",
  yogi: "#d9a441",
  alig: "#0072b2",
  dfw: "#56b4e9",
  sps: "#009e73",
  sls: "#55a868",
  l4adam: "#8fbc5a",
  l4mom: "#4f7a28",
  bpgrad: "#1b6e5a",
  prodigy: "#7b4ea3",
  dog: "#b07cc6",
  ldog: "#d3b0de",
  "dadapt-adam": "#54278f",
  "dadapt-sgd": "#9e9ac8",
  "schedule-free-adamw": "#cc79a7",
  "schedule-free-sgd": "#8e4d73",
  "borat-2": "#f4a582",
  "borat-3": "#d6322e",
  "borat-5": "#7f0d1e",
};

/** Colour of a method in all figures. */
export function colorOf(method: ContenderName): string {
  return colors[method];
}

/** Colours of members of one series, from the first to the last: from light to dark red. */
export function shadeOf(index: number, count: number): string {
  const share = count <= 1 ? 1 : index / (count - 1);
  return `hsl(2, 70%, ${Math.round(78 - 53 * share)}%)`;
}
