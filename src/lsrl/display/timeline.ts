import { ConfigError, ShapeError } from "../../core/errors.ts";
import type { NodeTrace } from "../language/program.ts";
import { ink, kindColors } from "./drawing/colors.ts";
import { element, textNode } from "./drawing/element.ts";
import { drawLegend } from "./drawing/legend.ts";
import { numberText } from "./drawing/number-text.ts";
import { Page } from "./drawing/picture.ts";
import { dotLegend } from "./graph/draw-dots.ts";
import { drawStates, type StateRegion, type StateRow, stateTools } from "./page/draw-states.ts";
import { livePage } from "./page/live-page.ts";
import { readCells, type ShownCells } from "./page/read-cells.ts";

/** How a timeline is drawn. */
export interface TimelineOptions {
  /** `[T]`: text of each token, on top. Default: none. */
  readonly tokens?: readonly string[];
  /** Parts of the sequence, e.g. the query and the pairs. Default: none. */
  readonly regions?: readonly StateRegion[];
  /** Names of the nodes whose values are letters: 1 is A, 26 is Z. Default: none. */
  readonly letters?: readonly string[];
  /** Default: `"States"`. */
  readonly title?: string;
}

/** Most values that are written into their cells; of more, only the colours are drawn. */
const maxTexts = 6000;
/** Most values of all. */
const maxValues = 200_000;

/**
 * Draws what nodes were at each step: a row for each entry of each node, a column for each token,
 * colour by size. The pointer over a cell shows its value; long sequences scroll.
 *
 * @param traces - From `program.trace(sequence)`.
 * @throws {ConfigError} If there is nothing to draw, or more than 200,000 values.
 * @throws {ShapeError} If `tokens` are not as many as steps.
 * @see Petrov et al. 2024 (LSRL), figures 2 and 3.
 * @example
 * timeline(program.trace(sequence), { tokens: ["C", "A", "N"], letters: ["query"] });
 */
export function timeline(traces: readonly NodeTrace[], options: TimelineOptions = {}): Page {
  const { tokens = [], regions = [], letters = [], title = "States" } = options;
  const numSteps = traces[0]?.values.length ?? 0;
  if (numSteps === 0) {
    throw new ConfigError("timeline: traces must hold at least one node and one step, got none");
  }
  if (tokens.length > 0 && tokens.length !== numSteps) {
    throw new ShapeError("timeline: tokens", { expected: [numSteps], actual: [tokens.length] });
  }
  const numValues = numSteps * traces.reduce((sum, { values }) => sum + values[0]!.length, 0);
  if (numValues > maxValues) {
    throw new ConfigError(
      `timeline: traces must hold at most ${maxValues} values, got ${numValues}. Trace fewer nodes or fewer steps.`,
    );
  }
  const rows = traces.flatMap((trace) => {
    const write = letters.includes(trace.name)
      ? letterText
      : (value: number) => numberText(value, 3);
    return readRows(trace, numValues <= maxTexts ? write : undefined);
  });
  const html = pageOf(rows, { tokens, regions, numSteps, title, traces });
  return new Page(html, `[${title}: ${rows.length} rows, ${numSteps} steps]`);
}

function readRows(
  { node, name, values }: NodeTrace,
  write: ((value: number) => string) | undefined,
): readonly StateRow[] {
  const dim = values[0]!.length;
  const scale = values.reduce(
    (most, vector) => vector.reduce((max, value) => Math.max(max, Math.abs(value)), most),
    0,
  );
  return Array.from({ length: dim }, (_, i): StateRow => {
    const own = values.map((vector) => vector[i]!);
    return {
      name: dim === 1 ? name : `${name}[${i}]`,
      details: `${name}: ${node.kind}, dim ${dim}, at most ${numberText(scale)}`,
      color: kindColors[node.kind],
      values: own,
      texts: write === undefined ? [] : own.map(write),
      scale,
      isFirst: i === 0,
    };
  });
}

/** A letter, or the number where it is none; 0 is a dot. */
function letterText(value: number): string {
  const rounded = Math.round(value);
  if (rounded === 0) return "\u00b7";
  return rounded >= 1 && rounded <= 26 ? String.fromCharCode(64 + rounded) : numberText(value, 3);
}

interface TimelineContent {
  readonly tokens: readonly string[];
  readonly regions: readonly StateRegion[];
  readonly numSteps: number;
  readonly title: string;
  readonly traces: readonly NodeTrace[];
}

function pageOf(rows: readonly StateRow[], content: TimelineContent): string {
  const { tokens, title, traces } = content;
  const { names, cells, tops, cellWidth, cellHeight } = drawStates(rows, content, stateTools);
  const data: ShownCells = {
    width: cellWidth,
    height: cellHeight,
    rows: rows.map(({ name, values }, i) => ({
      name,
      top: tops[i]!,
      // Enough digits to tell values apart.
      values: values.map((value) => Number(value.toPrecision(9))),
    })),
    tokens,
  };
  const kinds = new Set(traces.map(({ node }) => node.kind));
  const legend = drawLegend(dotLegend(kinds), { x: 0, y: 0, maxWidth: 700 });
  const legendSvg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: legend.width,
      height: legend.height,
      fill: ink.text,
    },
    legend.markup,
  );
  return livePage({
    content:
      element("div", { style: "font-weight:bold" }, textNode(title)) +
      element(
        "div",
        { style: "display:flex;margin:6px 0" },
        element("div", { style: "flex:none" }, names),
        element("div", { style: "overflow-x:auto" }, cells),
      ) +
      element(
        "div",
        { "data-part": "reading", style: "min-height:1.5em;white-space:pre-wrap" },
        "Point at a cell for its value.",
      ) +
      legendSvg,
    run: readCells,
    data,
    tools: {},
  });
}
