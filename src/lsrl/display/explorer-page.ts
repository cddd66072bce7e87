import { ConfigError } from "../../core/errors.ts";
import { createRunner, type Network, type PackedNetwork, packNetwork } from "../network/index.ts";
import { ink } from "./drawing/colors.ts";
import { element, textNode } from "./drawing/element.ts";
import { Page } from "./drawing/picture.ts";
import { type PageTools, partOf } from "./page/browser.ts";
import { drawStates, stateTools } from "./page/draw-states.ts";
import {
  drawInside,
  type EditPrompt,
  type ExplorerData,
  type ExplorerTools,
  exploreNetwork,
  type PackedJson,
  type UnitGroup,
  unpack,
} from "./page/explore-network.ts";
import { livePage } from "./page/live-page.ts";
import { readCells } from "./page/read-cells.ts";
import { unitRows, writeValue } from "./page/unit-rows.ts";
import { shownUnits } from "./shown-units.ts";

/** Largest networks that are put into a page, in weights that are not 0. */
const maxWeights = 100_000;

/** What makes one explorer differ from another. */
export interface ExplorerParts<Prompt, Own extends PageTools> {
  readonly title: string;
  readonly prompt: Prompt;
  /** Runs in the browser. */
  readonly editPrompt: EditPrompt<Prompt, Own>;
  /** The functions that it calls. */
  readonly promptTools: Own;
  /** Names of the units whose values are letters. */
  readonly letters: readonly string[];
}

/** The page of an explorer. @throws {ConfigError} If the network is too large for a page. */
export function explorerPage<Prompt, Own extends PageTools>(
  network: Network,
  { title, prompt, editPrompt, promptTools, letters }: ExplorerParts<Prompt, Own>,
): Page {
  const packed = packNetwork(network);
  if (packed.values.length > maxWeights) {
    throw new ConfigError(
      `explore: network must have at most ${maxWeights} weights, got ${packed.values.length}. Compile with strategy "scheduled".`,
    );
  }
  const data: ExplorerData<Prompt> = {
    network: toJson(packed),
    ...shownUnits(network, letters),
    prompt,
  };
  const tools: ExplorerTools<Prompt, Own> = {
    ...stateTools,
    createRunner,
    drawStates,
    readCells,
    unitRows,
    writeValue,
    partOf,
    unpack,
    drawInside,
    editPrompt,
    promptTools,
  };
  const content = pageContent(title, data.groups);
  const { numStages, maxWidth } = network.size();
  const style = "& [aria-invalid=true]{border-color:#b3261e;background:#fdecea}";
  const html = livePage({
    content,
    style,
    run: exploreNetwork<Prompt, Own>,
    data,
    tools: { ...tools },
  });
  return new Page(html, `[${title}: ${numStages} stages, widest ${maxWidth}; it needs a page]`);
}

function pageContent(title: string, groups: readonly UnitGroup[]): string {
  const choices = groups.map(({ name }, i) => element("option", { value: i }, textNode(name)));
  return (
    element("div", { style: "font-weight:bold;font-size:15px" }, textNode(title)) +
    element(
      "div",
      { "data-part": "prompt" },
      element("p", {}, "Run the cell, or trust the notebook, to try the network here."),
    ) +
    element(
      "div",
      { "data-part": "inside", hidden: "hidden" },
      element(
        "div",
        { style: "border-top:1px solid #ddd;margin:10px 0 8px;padding-top:8px" },
        element("b", {}, "Inside"),
        " ",
        element("select", { "data-part": "choice", "aria-label": "units" }, ...choices),
        " ",
        element("span", { "data-part": "note", style: `color:${ink.faint};margin-left:8px` }),
      ),
      element("div", { "data-part": "states" }),
    )
  );
}

function toJson(packed: PackedNetwork): PackedJson {
  return {
    inputDim: packed.inputDim,
    outputDim: packed.outputDim,
    kinds: Array.from(packed.kinds),
    widths: Array.from(packed.widths),
    rowStarts: Array.from(packed.rowStarts),
    columns: Array.from(packed.columns),
    values: Array.from(packed.values),
    bias: Array.from(packed.bias),
    initialTape: Array.from(packed.initialTape),
  };
}
