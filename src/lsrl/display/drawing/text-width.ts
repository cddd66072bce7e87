/** Fonts whose letters have the widths that {@link textWidth} knows. */
export const fontFamily = "Arial, Helvetica, Liberation Sans, sans-serif";

/** Widths of Arial's letters in thousandths of the font size; letters not listed are near 570. */
const widths: readonly (readonly [letters: string, width: number])[] = [
  ["ijl'|", 222],
  ["ft.,:;/![]I \u00b7", 278],
  ['r-()`"', 345],
  ["csvxyzkJ", 500],
  ["ABEKPSVXYZTF", 660],
  ["CDHNRUw", 722],
  ["GOQ", 778],
  ["mM", 833],
  ["W\u2026", 960],
];

const widthOf: ReadonlyMap<string, number> = new Map(
  widths.flatMap(([letters, width]) => Array.from(letters, (letter) => [letter, width] as const)),
);

/** Width of a line of text, in pixels. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const sum = Array.from(text).reduce((total, letter) => total + (widthOf.get(letter) ?? 570), 0);
  return (sum / 1000) * fontSize * (isBold ? 1.08 : 1);
}

/** The text, cut with an ellipsis where it is wider than `width` pixels. */
export function fitText(text: string, width: number, fontSize: number, isBold = false): string {
  if (textWidth(text, fontSize, isBold) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, fontSize, isBold) > width) {
    letters.pop();
  }
  return `${letters.join("").trimEnd()}…`;
}
