import { escapeMarkup } from "../../core/markup.ts";
import { figure } from "./figure.ts";
import type { FigureOptions } from "./options.ts";
import type { Picture } from "./picture.ts";

/** How figures are laid out. */
export interface GridOptions {
  /** How many stand side by side. Default: 2. */
  readonly columns?: number;
  /** Text above all. */
  readonly title?: string;
}

/**
 * Lays figures out side by side, in rows.
 *
 * @param figures - Figures, radar plots, or the options of figures with their layers.
 * @example
 * grid([figure().line({ y: losses }), figure().line({ y: accuracies })], { columns: 2 });
 */
export function grid(
  figures: readonly (Picture | FigureOptions)[],
  { columns = 2, title = "" }: GridOptions = {},
): Grid {
  const drawn = figures.map((entry) => ("toSvg" in entry ? entry : figure(entry)));
  return new Grid(drawn, Math.max(1, Math.round(columns)), title);
}

/** Figures side by side: see {@link grid}. */
export class Grid {
  readonly figures: readonly Picture[];
  readonly #columns: number;
  readonly #title: string;

  /** Called by {@link grid}. */
  constructor(figures: readonly Picture[], columns: number, title: string) {
    this.figures = figures;
    this.#columns = columns;
    this.#title = title;
  }

  /** All figures as one static SVG document, on white. */
  toSvg(): string {
    const [columns, rows] = [this.#columns, Math.ceil(this.figures.length / this.#columns)];
    const sizes = this.figures.map(({ width, height }) => ({ width, height }));
    const widths = largest(sizes, columns, (i) => i % columns, "width");
    const heights = largest(sizes, rows, (i) => Math.floor(i / columns), "height");
    const titleHeight = this.#title === "" ? 0 : 36;
    const cells = this.figures.map((entry, i) => {
      const x = sum(widths.slice(0, i % columns));
      const y = titleHeight + sum(heights.slice(0, Math.floor(i / columns)));
      return nest(entry.toSvg(), x, y);
    });
    const [width, height] = [sum(widths), titleHeight + sum(heights)];
    const title = titleHeight === 0 ? "" : titleText(this.#title);
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="system-ui, sans-serif" fill="#222" style="max-width:100%;height:auto">` +
      `<rect width="${width}" height="${height}" fill="white"/>${title}${cells.join("")}</svg>`
    );
  }

  /** The MIME bundle of the grid. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    const bundles = this.figures.map((entry) => entry.toBundle());
    const cells = bundles.map((bundle) => `<div>${String(bundle["text/html"])}</div>`);
    const style = `display:grid;grid-template-columns:repeat(${this.#columns},max-content);gap:8px;overflow-x:auto`;
    const heading =
      this.#title === ""
        ? ""
        : `<div style="font-weight:600;margin:4px 0">${escapeMarkup(this.#title)}</div>`;
    return {
      "text/html": `${heading}<div style="${style}">${cells.join("")}</div>`,
      "image/svg+xml": this.toSvg(),
      "text/plain": bundles.map((bundle) => bundle["text/plain"]).join("\n"),
    };
  }
}

/** Largest size in each row or column. */
function largest(
  sizes: readonly { readonly width: number; readonly height: number }[],
  count: number,
  placeOf: (index: number) => number,
  side: "width" | "height",
): readonly number[] {
  return Array.from({ length: count }, (_, place) =>
    Math.max(0, ...sizes.filter((_size, i) => placeOf(i) === place).map((size) => size[side])),
  );
}

/** An SVG document as a part of another. Its style makes it fit a page, which is no use inside. */
function nest(svg: string, x: number, y: number): string {
  return svg
    .replace("<svg ", `<svg x="${x}" y="${y}" `)
    .replace(' style="max-width:100%;height:auto"', "");
}

function titleText(title: string): string {
  return `<text x="16" y="24" font-size="17" font-weight="600">${escapeMarkup(title)}</text>`;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
