import { randomUUID } from "node:crypto";
import type { MimeBundle, RichOutput } from "../evaluate/types.ts";
import { isMimeBundle, toRichOutput } from "./bundle.ts";
import { format } from "./format.ts";
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
export type BinaryDisplay = (data: Uint8Array | string, options?: DisplayOptions) => DisplayHandle;
/** Shows text of one MIME type. */
export type TextDisplay = (data: string, options?: DisplayOptions) => DisplayHandle;

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
  let latest: Pending;
  const send = (content: Pending, update: boolean, extra: DisplayOptions["metadata"]): void => {
    latest = content;
    if (!(content instanceof Promise)) {
      const data = { data: content.data, metadata: { ...content.metadata, ...extra } };
      publish({ type: "display", displayId: id, update, ...data });
      return;
    }
    const host = getHost();
    // Taking its place on the page now keeps the order of displays.
    if (!update && host !== undefined) send(placeholder, false, extra);
    latest = content;
    const isCurrent = () => latest === content;
    const work = content.then((ready) => {
      if (isCurrent()) send(ready, true, extra);
    });
    host?.waitFor?.(work);
  };
  send(output, false, metadata);
  return {
    id,
    update(content, options = {}) {
      const next = isMimeBundle(content) ? toRichOutput(content) : format(content);
      send(next, true, options.metadata);
    },
  };
}

const placeholder: RichOutput = { data: { "text/plain": "…" }, metadata: {} };
