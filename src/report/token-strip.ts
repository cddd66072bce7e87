// The index of core would load the tensor engine.
import { escapeMarkup } from "../core/markup.ts";
import { requireInRange } from "../core/ranges.ts";
import { colorAt, isLight, scaleStops } from "./figure/color-scale.ts";

/** A piece of a text with the number that colours it. */
export interface StripToken {
  /** As it stands in the text, white space included. */
  readonly text: string;
  /** NaN leaves the piece without a colour. */
  readonly value: number;
  /** Shown with the value when the pointer is on the piece. */
  readonly note?: string;
}

/** What the colours of a strip tell. */
export interface TokenStripOptions {
  /** Value of the first colour. Default: the least. */
  readonly min?: number;
  /** Value of the last colour, greater than `min`. Default: the greatest. */
  readonly max?: number;
  /** What the number is, e.g. `"log-probability"`. */
  readonly label?: string;
}

/**
 * Shows a text whose pieces are coloured by a number: from white to blue, or, where the numbers go
 * from below zero to above, blue below, white at zero and red above.
 *
 * @throws {ConfigError} If `max` is less than `min`.
 * @example
 * tokenStrip(tokens.map((text, i) => ({ text, value: logProbs[i] })), { label: "log-probability" });
 */
export function tokenStrip(
  tokens: readonly StripToken[],
  { min, max, label = "" }: TokenStripOptions = {},
): TokenStrip {
  const values = tokens.map(({ value }) => value).filter(Number.isFinite);
  const low = min ?? values.reduce((a, b) => Math.min(a, b), max ?? values[0] ?? 0);
  const high = max ?? values.reduce((a, b) => Math.max(a, b), min ?? values[0] ?? 0);
  requireInRange("tokenStrip: max", high, { min: low });
  return new TokenStrip(tokens, { low, high, label });
}

interface StripColors {
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

/** A text in coloured pieces: see {@link tokenStrip}. */
export class TokenStrip {
  readonly #tokens: readonly StripToken[];
  readonly #colors: StripColors;

  /** Called by {@link tokenStrip}. */
  constructor(tokens: readonly StripToken[], colors: StripColors) {
    this.#tokens = tokens;
    this.#colors = colors;
  }

  /** The MIME bundle of the strip. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    return { "text/html": this.#toHtml(), "text/plain": this.#toText() };
  }

  #toHtml(): string {
    const pieces = this.#tokens.map((token) => tokenHtml(token, this.#colors));
    return (
      `<div class="triptych-tokens" style="max-width:60em">${legendHtml(this.#colors)}` +
      `<div style="white-space:pre-wrap;line-height:1.8">${pieces.join("")}</div></div>`
    );
  }

  #toText(): string {
    const { label } = this.#colors;
    const pieces = this.#tokens.map(({ text, value }) => `${visible(text)}[${number(value)}]`);
    return `[tokens${label === "" ? "" : `: ${label}`}]\n${pieces.join("")}`;
  }
}

function tokenHtml({ text, value, note }: StripToken, colors: StripColors): string {
  const title = [number(value), ...(note === undefined ? [] : [note])].join("\n");
  const color = colorOf(value, colors);
  const ink = color === undefined || isLight(color) ? "#222" : "white";
  const style =
    color === undefined ? "" : ` style="background:${color};color:${ink};border-radius:3px"`;
  return `<span title="${escapeMarkup(title)}"${style}>${escapeMarkup(visible(text))}</span>`;
}

function colorOf(value: number, { low, high }: StripColors): string | undefined {
  if (Number.isNaN(value)) return undefined;
  const isSigned = low < 0 && high > 0;
  const reach = Math.max(-low, high);
  const [from, to] = isSigned ? [-reach, reach] : [low, high];
  const share = to > from ? Math.min(Math.max((value - from) / (to - from), 0), 1) : 0;
  return colorAt(scaleStops(isSigned ? "diverging" : "blues"), share);
}

/** What the numbers are, with the colours of the least and the greatest. */
function legendHtml(colors: StripColors): string {
  const { low, high, label } = colors;
  const end = (value: number) => tokenHtml({ text: `\u00a0${number(value)}\u00a0`, value }, colors);
  return `<div style="font-size:85%;margin-bottom:4px">${escapeMarkup(label)} ${end(low)} … ${end(high)}</div>`;
}

/** Line ends as a sign too, as their piece would have no area to colour. */
function visible(text: string): string {
  return text.replaceAll("\n", "↵\n");
}

function number(value: number): string {
  return Number.isNaN(value) ? "–" : String(Number(value.toPrecision(3)));
}
