import { requireKnownName } from "../../core/names.ts";
import type { Program } from "../language/program.ts";
import { element, label, pixels } from "./drawing/element.ts";
import { drawLegend } from "./drawing/legend.ts";
import { Picture } from "./drawing/picture.ts";
import { textWidth } from "./drawing/text-width.ts";
import { boxLegend, drawBoxes } from "./graph/draw-boxes.ts";
import { foldOperators } from "./graph/fold-operators.ts";
import { everyNode, outline } from "./graph/outline.ts";
import type { Vertex } from "./graph/vertex.ts";

/**
 * What a box of the picture stands for: each `nodes`; the `operators` that nodes make together, such
 * as sums and comparisons; or the `names` that the program gives, and its states.
 */
export type GraphDetail = "nodes" | "operators" | "names";

/** How a program is drawn. */
export interface ProgramGraphOptions {
  /** Default: `nodes` for small programs, else `operators`, and `names` for the largest. */
  readonly detail?: GraphDetail;
  /** Default: how many nodes there are. */
  readonly title?: string;
}

/** What is drawn: enough of a {@link Program}. */
export type DrawnProgram = Pick<Program, "nodes" | "sink">;

/** Most boxes that are drawn where the detail is chosen for the reader. */
const mostBoxes = { nodes: 64, operators: 240 } as const;

/**
 * Draws a program as a graph from left to right: a box for each node with what it computes and its
 * dimension, a line from each node to those that read it. The pointer over a box shows its matrices.
 *
 * @example
 * programGraph(program, { detail: "operators" });
 */
export function programGraph(program: DrawnProgram, options: ProgramGraphOptions = {}): Picture {
  const { detail, vertices } = chooseVertices(program, options.detail);
  const numNodes = program.nodes.length;
  const drawnAs = detail === "nodes" ? "" : `, drawn as ${vertices.length} ${detail}`;
  const heading = options.title ?? `Program of ${numNodes} nodes${drawnAs}`;
  return drawGraph(vertices, heading);
}

function chooseVertices(
  program: DrawnProgram,
  wanted: GraphDetail | undefined,
): { readonly detail: GraphDetail; readonly vertices: readonly Vertex[] } {
  const makers = { nodes: everyNode, operators: foldOperators, names: outline };
  if (wanted !== undefined) {
    const detail = requireKnownName("programGraph: detail", wanted, [
      "nodes",
      "operators",
      "names",
    ] as const);
    return { detail, vertices: makers[detail](program) };
  }
  if (program.nodes.length <= mostBoxes.nodes) {
    return { detail: "nodes", vertices: everyNode(program) };
  }
  const operators = foldOperators(program);
  const numNamed = program.nodes.filter((node) => node.label !== undefined).length;
  return operators.length <= mostBoxes.operators || numNamed < 3
    ? { detail: "operators", vertices: operators }
    : { detail: "names", vertices: outline(program) };
}

const margin = 16;

function drawGraph(vertices: readonly Vertex[], heading: string): Picture {
  const { markup, width, height } = drawBoxes(vertices);
  const legend = drawLegend(boxLegend(new Set(vertices.map(({ kind }) => kind))), {
    x: margin,
    y: 34,
    maxWidth: Math.max(width, 420),
  });
  const top = 34 + legend.height + 14;
  return new Picture(
    {
      width: Math.max(width, legend.width, textWidth(heading, 13, true)) + 2 * margin,
      height: top + height + margin,
      title: heading,
    },
    label(heading, { x: margin, y: 22, "font-size": 13, "font-weight": "bold" }),
    legend.markup,
    element("g", { transform: `translate(${margin} ${pixels(top)})` }, markup),
  );
}
