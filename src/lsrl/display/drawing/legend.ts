import { ink } from "./colors.ts";
import { element, label } from "./element.ts";
import { textWidth } from "./text-width.ts";

/** One entry of a legend. */
export interface LegendItem {
  readonly text: string;
  readonly fill: string;
  readonly stroke: string;
}

const fontSize = 11;
const rowHeight = 18;

/** A legend as markup and how much room it takes, in pixels. */
export interface Legend {
  readonly markup: string;
  readonly width: number;
  readonly height: number;
}

/** Entries in rows that are at most `maxWidth` pixels wide, from `(x, y)` to the right and down. */
export function drawLegend(
  items: readonly LegendItem[],
  { x, y, maxWidth }: { readonly x: number; readonly y: number; readonly maxWidth: number },
): Legend {
  let [left, top, width] = [0, 0, 0];
  const markup = items.map(({ text, fill, stroke }) => {
    const itemWidth = 16 + textWidth(text, fontSize) + 16;
    if (left > 0 && left + itemWidth > maxWidth) {
      left = 0;
      top += rowHeight;
    }
    const swatch = element("rect", {
      x: x + left + 0.5,
      y: y + top + 3.5,
      width: 11,
      height: 11,
      rx: 2,
      fill,
      stroke,
    });
    const words = label(text, { x: x + left + 17, y: y + top + 13, fill: ink.text });
    left += itemWidth;
    width = Math.max(width, left);
    return swatch + words;
  });
  return {
    markup: element("g", { "font-size": fontSize }, ...markup),
    width,
    height: items.length === 0 ? 0 : top + rowHeight,
  };
}
