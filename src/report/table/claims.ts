import { cellText } from "./cell-text.ts";
import { type Grid, gridHtml, gridMarkdown, gridText } from "./layout.ts";
import type { Measurement } from "./measurement.ts";

/** MIME type under which an executed notebook carries its claims, for programs that collect them. */
export const claimsMimeType = "application/vnd.triptych.claims+json";

/** One statement of a paper and what came of it here. */
export interface Claim {
  /** The statement, in one sentence. */
  readonly claim: string;
  /** What the paper reports, with its place: `"98.4 % (table 2)"`. */
  readonly paper: string | number | Measurement;
  /** What was measured here; absent where nothing was. */
  readonly measured?: string | number | Measurement | undefined;
  /** Whether the measurement bears the statement out. */
  readonly holds: boolean | "not tested";
}

/**
 * A table of claims, `claim | paper says | measured | holds?`, that programs can read too: its
 * bundle carries {@link claimsMimeType} with `{ version: 1, claims: [...] }`, all values as text.
 *
 * @example
 * claims([{ claim: "BORAT needs no schedule", paper: "table 2", measured: "0.951 ± 0.002", holds: true }]);
 */
export function claims(list: readonly Claim[], { caption = "" }: ClaimsOptions = {}): Claims {
  return new Claims(list, caption);
}

/** How a table of claims is shown. */
export interface ClaimsOptions {
  /** Text above the table. */
  readonly caption?: string;
}

/** A table of claims: see {@link claims}. */
export class Claims {
  readonly claims: readonly Claim[];
  readonly #grid: Grid;

  /** Called by {@link claims}. */
  constructor(list: readonly Claim[], caption: string) {
    this.claims = list;
    this.#grid = toGrid(list, caption);
  }

  /** The table in GitHub's Markdown. */
  toMarkdown(): string {
    return gridMarkdown(this.#grid);
  }

  /** The MIME bundle of the table. */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    const list = this.claims.map(({ claim, paper, measured, holds }) => ({
      claim,
      paper: cellText(paper),
      measured: cellText(measured),
      holds,
    }));
    return {
      [claimsMimeType]: { version: 1, claims: list },
      "text/html": gridHtml(this.#grid, "none"), // none may be out of sight
      "text/markdown": this.toMarkdown(),
      "text/plain": gridText(this.#grid),
    };
  }
}

const verdicts = {
  true: { text: "✓ holds", color: "var(--jp-success-color1, #388e3c)" },
  false: { text: "✗ fails", color: "var(--jp-error-color1, #d32f2f)" },
  "not tested": { text: "– not tested", color: "var(--jp-content-font-color2, #888)" },
} as const;

function toGrid(list: readonly Claim[], caption: string): Grid {
  return {
    caption,
    header: ["claim", "paper says", "measured", "holds?"],
    rows: list.map(({ claim, paper, measured, holds }) => [
      ...[claim, cellText(paper), cellText(measured)].map((text) => ({ text, isBold: false })),
      { ...verdicts[`${holds}`], isBold: false },
    ]),
    isRight: [false, false, false, false],
  };
}
