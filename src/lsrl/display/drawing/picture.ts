import { ink } from "./colors.ts";
import { element } from "./element.ts";
import { fontFamily } from "./text-width.ts";

/** What a notebook shows of a value, by MIME type. */
export type MimeBundle = Readonly<Record<string, string>>;

/** An SVG drawing; as the last value of a cell it shows itself, at full size in a frame that scrolls. */
export class Picture {
  /** The whole SVG document, on white. */
  readonly svg: string;
  /** What it shows, in a line or two of text. */
  readonly summary: string;

  /** Called by the functions that draw. */
  constructor(svg: string, summary: string) {
    this.svg = svg;
    this.summary = summary;
  }

  /** The picture by MIME type. */
  toBundle(): MimeBundle {
    return {
      "text/html": scrollFrame(this.svg),
      "image/svg+xml": this.svg,
      "text/plain": this.summary,
    };
  }

  /** What a notebook shows. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return this.toBundle();
  }
}

/** HTML that needs nothing from the network; as the last value of a cell it shows itself. */
export class Page {
  readonly html: string;
  /** What it shows, in a line or two of text. */
  readonly summary: string;

  /** Called by the functions that draw. */
  constructor(html: string, summary: string) {
    this.html = html;
    this.summary = summary;
  }

  /** What a notebook shows. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return { "text/html": this.html, "text/plain": this.summary };
  }
}

/** Size of a drawing in pixels and what it is, for those who can not see it. */
export interface DrawingFrame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

/** An SVG document of what is drawn, on white. */
export function svgDocument({ width, height, title }: DrawingFrame, ...content: string[]): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: w,
      height: h,
      viewBox: `0 0 ${w} ${h}`,
      role: "img",
      "aria-label": title,
      "font-family": fontFamily,
      "font-size": 11,
      fill: ink.text,
    },
    element("rect", { width: w, height: h, rx: 4, fill: ink.paper }),
    ...content,
  );
}

/** A frame that scrolls what is larger than the page. */
export function scrollFrame(content: string, maxHeight = 640): string {
  const style = `overflow:auto;max-width:100%;max-height:${maxHeight}px;line-height:0;border-radius:4px`;
  return element("div", { style }, content);
}
