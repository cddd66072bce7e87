import type { MimeBundle } from "../../evaluate/types.ts";
import { colors, escapeHtml } from "../html.ts";
import { drawPicture } from "./picture.ts";
import { type ArrayView, previewArray } from "./preview.ts";
import { describeStatistics } from "./statistics.ts";

/** Numbers (or strings) with a shape, and what they call themselves. */
export interface DescribedArray extends ArrayView {
  /** E.g. `Tensor float32 [128, 10]`. */
  readonly title: string;
}

/** An array as its title, statistics, picture when it is shaped like one, and first and last values. */
export function arrayBundle(array: DescribedArray): MimeBundle {
  const numbers = isNumeric(array.values) ? array.values : undefined;
  const statistics = numbers === undefined ? [] : describeStatistics(numbers);
  const preview = previewArray(array);
  const line = statistics.map(([name, text]) => `${name} ${text}`).join("  ");
  const picture = numbers && pictureHtml(array.shape, numbers);
  return {
    "text/plain": [array.title, line, preview].filter((part) => part !== "").join("\n"),
    "text/html":
      `<div><div><b>${escapeHtml(array.title)}</b> ` +
      `<span style="color:${colors.faint};margin-left:1em;white-space:pre-wrap">${escapeHtml(line)}</span></div>` +
      `${picture ?? ""}${valuesHtml(preview, picture === undefined)}</div>`,
  };
}

function isNumeric(values: ArrayLike<unknown>): values is ArrayLike<number> {
  return typeof values[0] === "number";
}

function pictureHtml(shape: readonly number[], values: ArrayLike<number>): string | undefined {
  const picture = drawPicture({ shape, values });
  if (picture === undefined) return undefined;
  const source = `data:image/png;base64,${picture.png.toString("base64")}`;
  const style = `image-rendering:pixelated;width:${picture.width}px;max-width:100%;margin:.4em 0`;
  return `<img alt="picture of the values" src="${source}" style="${style}">`;
}

function valuesHtml(preview: string, isOpen: boolean): string {
  const pre = `<pre style="margin:.2em 0;overflow:auto">${escapeHtml(preview)}</pre>`;
  return isOpen ? pre : `<details><summary>values</summary>${pre}</details>`;
}
