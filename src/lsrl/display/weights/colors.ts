import { ink, palette, tint } from "../drawing/colors.ts";
import { element, label } from "../drawing/element.ts";
import type { Legend } from "../drawing/legend.ts";
import { numberText } from "../drawing/number-text.ts";

/**
 * Colours of weights: blue below 0, vermilion above, one shade for each power of ten. The weights of
 * one network may span twenty of them.
 */
export interface WeightColors {
  /** Least and greatest exponent: a weight of 30 has 1. */
  readonly low: number;
  readonly high: number;
  /** `#rrggbb`; the weight is not 0. */
  colorOf(weight: number): string;
}

/** Shades for all powers of ten that occur. */
export function weightColors(weights: Iterable<number>): WeightColors {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const weight of weights) {
    if (weight === 0) continue;
    const power = exponent(weight);
    [low, high] = [Math.min(low, power), Math.max(high, power)];
  }
  if (low > high) [low, high] = [0, 0];
  return {
    low,
    high,
    colorOf: (weight) => shade(exponent(weight), weight < 0, low, high),
  };
}

/** Power of ten of a number's first digit; rounding does not make 1000 a 999.99. */
function exponent(weight: number): number {
  return Math.floor(Math.log10(Math.abs(weight)) + 1e-9);
}

function shade(power: number, isNegative: boolean, low: number, high: number): string {
  const place = high === low ? 0.6 : (power - low) / (high - low);
  const color = isNegative ? palette.blue : palette.vermilion;
  // From a tint that still stands out from white to a shade darker than the pure colour.
  return place <= 0.7 ? tint(color, 0.3 + place) : darken(color, (place - 0.7) * 1.6);
}

function darken(color: string, share: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(channel * (1 - share)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

const swatch = { width: 26, height: 11 } as const;
/** Between the labels of two powers, in pixels. */
const labelPitch = 38;

/** A bar of all shades with the powers of ten under it, the negative ones to the left. */
export function drawWeightLegend(
  { low, high }: WeightColors,
  { x, y, maxWidth }: { readonly x: number; readonly y: number; readonly maxWidth: number },
): Legend {
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const entries = [
    ...powers.toReversed().map((power) => ({ power, isNegative: true })),
    ...powers.map((power) => ({ power, isNegative: false })),
  ];
  const middle = 34; // room for the labels of the two that meet there
  const width = Math.min(swatch.width, (maxWidth - middle) / entries.length);
  const every = Math.ceil(labelPitch / width);
  const markup = entries.map(({ power, isNegative }, i) => {
    const left = x + i * width + (isNegative ? 0 : middle);
    const text = `${isNegative ? "\u2212" : ""}${numberText(10 ** power)}`;
    const isShown = (power - low) % every === 0;
    const centre = left + width / 2;
    return (
      element("rect", {
        x: left,
        y,
        width: width - 1,
        height: swatch.height,
        fill: shade(power, isNegative, low, high),
      }) +
      (isShown
        ? label(text, { x: centre, y: y + 22, "text-anchor": "middle", "font-size": 9 })
        : "")
    );
  });
  return {
    markup: element("g", { fill: ink.faint }, ...markup),
    width: entries.length * width + middle,
    height: 28,
  };
}
