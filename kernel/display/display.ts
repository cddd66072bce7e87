import { randomUUID } from "node:crypto";
import type { MimeBundle, RichOutput } from "../evaluate/types.ts";
import { isMimeBundle, toRichOutput } from "./bundle.ts";
import { format, publishFailure } from "./format.ts";
import { getHost } from "./host.ts";
import { publish } from "./publish.ts";

/** What every display takes. */
export interface DisplayOptions {
  /** Display id: a later display with `update` on the same id replaces this one. Default: a new one. */
  readonly id?: string;
  /** Metadata by MIME type, e.g. `{ "image/png": { width: 300 } }`. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An output on the page that can be replaced in place. */
export interface DisplayHandle {
  /** The display id, unique unless the caller chose it. */
  readonly id: string;
  /**
   * Replaces the output, in this cell or from a later one.
   *
   * @param content - A MIME bundle, e.g. `{ "text/html": "<b>2</b>" }`, or any value, which is then
   * shown as `display` would show it.
   */
  update(content: unknown, options?: Pick<DisplayOptions, "metadata">): void;
}

/** Shows bytes, or text that is base64 already. */
type BinaryDisplay = (data: Uint8Array | string, options?: DisplayOptions) => DisplayHandle;
/** Shows text of one MIME type. */
type TextDisplay = (data: string, options?: DisplayOptions) => DisplayHandle;

/** `display(value)` and its forms for data of a known type. */
export interface Display {
  /** Shows a value in its rich form: see `format`. */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  readonly html: TextDisplay;
  readonly markdown: TextDisplay;
  readonly latex: TextDisplay;
  readonly svg: TextDisplay;
  readonly javascript: TextDisplay;
  readonly text: TextDisplay;
  /** Shows a value as a tree that can be unfolded. */
  readonly json: (data: unknown, options?: DisplayOptions) => DisplayHandle;
  readonly png: BinaryDisplay;
  readonly jpeg: BinaryDisplay;
  readonly gif: BinaryDisplay;
  readonly pdf: BinaryDisplay;
  /** Shows a MIME bundle as it is: the page takes the richest type it knows. */
  readonly raw: (bundle: MimeBundle, options?: DisplayOptions) => DisplayHandle;
}

/**
 * Shows a value below the cell, as often as called and in order.
 *
 * @example
 * const handle = display.html("<b>1</b>");
 * handle.update({ "text/html": "<b>2</b>" });
 */
export const display: Display = Object.assign(
  (value: unknown, options: DisplayOptions = {}) => show(format(value), options),
  {
    html: ofType("text/html"),
    markdown: ofType("text/markdown"),
    latex: ofType("text/latex"),
    svg: ofType("image/svg+xml"),
    javascript: ofType("application/javascript"),
    text: ofType("text/plain"),
    json: ofType("application/json"),
    png: ofType("image/png"),
    jpeg: ofType("image/jpeg"),
    gif: ofType("image/gif"),
    pdf: ofType("application/pdf"),
    raw: (bundle: MimeBundle, options: DisplayOptions = {}) => show(toRichOutput(bundle), options),
  },
);

function ofType(type: string) {
  return (data: unknown, options: DisplayOptions = {}): DisplayHandle =>
    show(toRichOutput({ [type]: data }), options);
}

type Pending = RichOutput | Promise<RichOutput>;

function show(output: Pending, { id = randomUUID(), metadata }: DisplayOptions): DisplayHandle {
  const handle = new Handle(id);
  handle.send(output, { update: false, metadata });
  return handle;
}

/** Whether a value is what `display` returned: as the last value of a cell it is not shown again. */
export function isDisplayHandle(value: unknown): value is DisplayHandle {
  return value instanceof Handle;
}

const placeholder: RichOutput = { data: { "text/plain": "…" }, metadata: {} };

interface SendOptions {
  readonly update: boolean;
  readonly metadata: DisplayOptions["metadata"];
}

const plotlyType = "application/vnd.plotly.v1+json";

/**
 * The output without Plotly's type where there is HTML in its stead: JupyterLab's renderer of that
 * type draws once and takes no update (jupyterlab-plotly, with plotly 7.1).
 */
function redrawable(output: RichOutput): RichOutput {
  if (!("text/html" in output.data)) return output;
  const { [plotlyType]: _, ...data } = output.data;
  return { ...output, data };
}

class Handle implements DisplayHandle {
  readonly id: string;
  /** What was sent last; an asynchronous form that is ready only after a newer one is dropped. */
  #latest: Pending | undefined;

  constructor(id: string) {
    this.id = id;
  }

  update(content: unknown, { metadata }: Pick<DisplayOptions, "metadata"> = {}): void {
    const output = isMimeBundle(content) ? toRichOutput(content) : format(content);
    const redrawn = output instanceof Promise ? output.then(redrawable) : redrawable(output);
    this.send(redrawn, { update: true, metadata });
  }

  send(output: Pending, { update, metadata }: SendOptions): void {
    this.#latest = output;
    if (!(output instanceof Promise)) {
      this.#publish(output, { update, metadata });
      return;
    }
    const host = getHost();
    // Taking its place on the page now keeps the order of displays.
    if (!update && host !== undefined) this.#publish(placeholder, { update, metadata });
    const work = output.then((ready) => {
      if (this.#latest === output) this.#publish(ready, { update: true, metadata });
    });
    host?.waitFor?.(work.catch(publishFailure));
  }

  #publish({ data, metadata }: RichOutput, options: SendOptions): void {
    const merged = { ...metadata, ...options.metadata };
    const { update } = options;
    publish({ type: "display", displayId: this.id, update, data, metadata: merged });
  }
}
