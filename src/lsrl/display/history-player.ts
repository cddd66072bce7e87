import type { Node } from "../language/node.ts";
import type { Program } from "../language/program.ts";
import { chartPlace, drawCounts } from "./count-chart.ts";
import { ink } from "./drawing/colors.ts";
import { element, textNode } from "./drawing/element.ts";
import { drawLegend, type LegendItem } from "./drawing/legend.ts";
import { Page, svgDocument } from "./drawing/picture.ts";
import { boxLegend, type Drawing, drawBoxes } from "./graph/draw-boxes.ts";
import { dotLegend, drawDots } from "./graph/draw-dots.ts";
import { everyNode } from "./graph/outline.ts";
import { livePage } from "./page/live-page.ts";
import { type HistoryFrame, playerTools, playHistory } from "./page/play-history.ts";

/** One step of a rewriting: the rule that was applied, where, and what it gave. */
export interface HistoryStep {
  readonly rule: string;
  /** The node of the program before that the rule was applied to. */
  readonly branch?: Node | undefined;
  readonly program: Pick<Program, "nodes" | "sink" | "size">;
}

/** Largest programs whose nodes are drawn with their texts. */
const maxBoxes = 36;
/** Most characters of all frames together, and most frames. */
const limits = { characters: 800_000, frames: 160 } as const;

/**
 * Shows how a program was rewritten, as a film: a picture after each step, the rule that made it, and
 * how many nodes of each kind there were. Where scripts do not run, it shows the first and the last
 * picture.
 *
 * Long histories are thinned out, so that the page stays below a megabyte.
 *
 * @param start - The program before the first step.
 * @example
 * historyPlayer(program, rewrite(program, { history: true }).history);
 */
export function historyPlayer(start: HistoryStep["program"], steps: readonly HistoryStep[]): Page {
  const all = [{ rule: "", branch: undefined, program: start }, ...steps];
  const counts = all.map(({ program }) => program.size().nodeCounts);
  const mostNodes = all.reduce((most, { program }) => Math.max(most, program.nodes.length), 0);
  const draw = mostNodes <= maxBoxes ? drawWithTexts : drawDots;
  const frames = drawFrames(all, draw);
  const kinds = new Set(all.flatMap(({ program }) => program.nodes.map(({ kind }) => kind)));
  const [first, last] = [frames[0]!, frames.at(-1)!];
  const title = `Rewriting in ${steps.length} steps, from ${start.nodes.length} to ${all.at(-1)!.program.nodes.length} nodes`;
  const still = [first, last].map(stillPicture).join("");
  const content =
    element("div", { style: "font-weight:bold;margin-bottom:6px" }, textNode(title)) +
    element("div", { "data-part": "still" }, still) +
    element("div", { "data-part": "player" });
  const html = livePage({
    content,
    run: playHistory,
    data: {
      frames,
      player: playerMarkup(
        frames,
        mostNodes <= maxBoxes ? boxLegend(kinds) : dotLegend(kinds),
        drawCounts(counts),
      ),
      chart: { left: chartPlace.left, right: chartPlace.right, numSteps: steps.length },
      interval: frames.length > 60 ? 200 : 600,
    },
    tools: playerTools,
  });
  return new Page(html, `[${title}]`);
}

type Draw = (nodes: readonly Node[], marked?: Node) => Drawing;

function drawWithTexts(nodes: readonly Node[], marked?: Node): Drawing {
  const place = marked === undefined ? -1 : nodes.indexOf(marked);
  return drawBoxes(everyNode({ nodes, sink: nodes.at(-1)! }), place < 0 ? undefined : place);
}

/** Pictures of as many steps as there is room for, at even distances, the first and the last among them. */
function drawFrames(all: readonly HistoryStep[], draw: Draw): readonly HistoryFrame[] {
  const drawn = new Map<number, HistoryFrame>();
  const frame = (step: number): HistoryFrame => {
    const found = drawn.get(step) ?? drawFrame(all, step, draw);
    drawn.set(step, found);
    return found;
  };
  const mostFrames = Math.min(all.length, limits.frames);
  let numFrames = Math.min(mostFrames, 9);
  for (let attempt = 0; ; attempt += 1) {
    const frames = evenly(all.length, numFrames)
      .map(frame)
      .filter(({ markup }, i, list) => i === list.length - 1 || markup !== list[i - 1]?.markup);
    const size = frames.reduce((sum, { markup }) => sum + markup.length, 0);
    const wanted = Math.floor(Math.min(mostFrames, (numFrames * limits.characters * 0.9) / size));
    if (size <= limits.characters && (wanted < numFrames * 1.2 || attempt > 3)) return frames;
    numFrames = Math.max(2, wanted);
    if (numFrames === 2 && size > limits.characters) return frames;
  }
}

function evenly(length: number, count: number): readonly number[] {
  if (count >= length) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - 1)) / (count - 1)));
}

function drawFrame(all: readonly HistoryStep[], step: number, draw: Draw): HistoryFrame {
  const { rule, program } = all[step]!;
  const next = all[step + 1];
  const { markup, width, height } = draw(program.nodes, next?.branch);
  const widest = program.nodes.reduce((most, { dim }) => Math.max(most, dim), 0);
  const made = step === 0 ? "the program" : `step ${step}: <b>${textNode(rule)}</b>`;
  const then = next === undefined ? "a path: done" : `next: ${textNode(next.rule)}`;
  const caption = `${made} &#160;·&#160; ${program.nodes.length} nodes, widest ${widest} &#160;·&#160; <span style="color:${ink.faint}">${then}</span>`;
  return { markup, width: Math.ceil(width), height: Math.ceil(height), step, caption };
}

/** A picture that needs no script, as an image: pages that are not trusted may drop inline SVG. */
function stillPicture({ markup, width, height, caption }: HistoryFrame): string {
  const [w, h] = [width + 12, height + 12];
  const svg = svgDocument(
    { width: w, height: h, title: "program" },
    element("g", { transform: "translate(6 6)" }, markup),
  );
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return (
    element("div", {}, caption) +
    element("img", {
      alt: "the program as a graph",
      src: source,
      style: "max-width:100%;display:block;margin:4px 0 12px",
    })
  );
}

const stageHeight = 340;

function playerMarkup(
  frames: readonly HistoryFrame[],
  legendItems: readonly LegendItem[],
  chart: string,
): string {
  const legend = drawLegend(legendItems, { x: 0, y: 0, maxWidth: chartPlace.width });
  const heights = frames.map(
    ({ width, height }) => (height + 12) * Math.min(1, chartPlace.width / (width + 12)),
  );
  const height = Math.ceil(Math.min(stageHeight, Math.max(...heights)));
  const svg = (part: string, attributes: Record<string, string | number>, ...inner: string[]) =>
    element(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        "data-part": part,
        "font-size": 11,
        fill: ink.text,
        ...attributes,
      },
      ...inner,
    );
  return (
    playerControls(frames.length) +
    element("div", {
      "data-part": "caption",
      style: "min-height:1.5em;font-variant-numeric:tabular-nums",
    }) +
    svg("stage", {
      width: chartPlace.width,
      height,
      preserveAspectRatio: "xMinYMid meet",
      style: "max-width:100%",
    }) +
    svg("legend", { width: chartPlace.width, height: legend.height + 4 }, legend.markup) +
    svg(
      "chart",
      { width: chartPlace.width, height: chartPlace.height, style: "cursor:pointer" },
      chart,
    )
  );
}

function playerControls(numFrames: number): string {
  const button = (part: string, text: string, title: string) =>
    element("button", { "data-part": part, title, type: "button" }, text);
  return element(
    "div",
    { style: "display:flex;gap:6px;align-items:center;margin:4px 0" },
    button("first", "«", "first"),
    button("back", "‹", "one back"),
    element("button", { "data-part": "play", type: "button", style: "min-width:64px" }, "Play"),
    button("forward", "›", "one forward"),
    button("last", "»", "last"),
    element("input", {
      "data-part": "slider",
      type: "range",
      min: 0,
      max: numFrames - 1,
      value: 0,
      style: "flex:1;max-width:560px",
    }),
  );
}
