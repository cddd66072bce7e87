import { livePage } from "../page/live-page.ts";
import { zoomPicture, zoomTools } from "../page/zoom-picture.ts";
import { ink } from "./colors.ts";
import { element } from "./element.ts";
import { fontFamily } from "./text-width.ts";

/** What a notebook shows of a value, by MIME type. */
export type MimeBundle = Readonly<Record<string, string>>;

/** An SVG drawing; as the last value of a cell it shows itself, at full size in a frame that scrolls. */
export class Picture {
  readonly frame: DrawingFrame;
  /** The whole SVG document, on white. */
  readonly svg: string;

  /** Called by the functions that draw. */
  constructor(frame: DrawingFrame, ...content: string[]) {
    this.frame = frame;
    this.svg = svgDocument(frame, ...content);
  }

  /** What it shows, in a line of text. */
  get summary(): string {
    return `[${this.frame.title}]`;
  }

  /** The picture by MIME type. */
  toBundle(): MimeBundle {
    return {
      "text/html": scrollFrame(this.frame, this.svg),
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

/** Widest picture that needs no buttons to make it smaller, and greatest height of the frame. */
const frameSize = { width: 960, height: 640 } as const;

/** A frame that scrolls what is larger than the page. */
function scrollFrame({ width, height }: DrawingFrame, svg: string): string {
  // Notebooks shrink pictures to the page's width, down to where nothing can be read.
  const full = svg.replace("<svg ", `<svg style="max-width:none;display:block" `);
  const style = `overflow:auto;max-width:100%;max-height:${frameSize.height}px;border-radius:4px`;
  const frame = element("div", { "data-part": "frame", style }, full);
  if (width <= frameSize.width) return frame;
  const button = (part: string, text: string, title: string) =>
    element("button", { "data-part": part, type: "button", title }, text);
  const buttons = element(
    "div",
    { "data-part": "tools", hidden: "hidden", style: "position:absolute;right:24px;z-index:1" },
    button("fit", "fit", "as wide as the page"),
    button("full", "1:1", "full size"),
    button("smaller", "−", "smaller"),
    button("larger", "+", "larger"),
  );
  const data = { width: Math.ceil(width), height: Math.ceil(height) };
  return livePage({ content: buttons + frame, run: zoomPicture, data, tools: zoomTools });
}
