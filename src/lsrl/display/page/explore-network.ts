import type { PackedNetwork } from "../../network/packed.ts";
import type { createRunner } from "../../network/runner.ts";
import type { PageElement, PageTools, partOf } from "./browser.ts";
import type { drawStates, StateRegion, StateTools } from "./draw-states.ts";
import type { readCells } from "./read-cells.ts";
import type { ShownUnit, unitRows, writeValue } from "./unit-rows.ts";

/** A packed network as JSON can hold it. */
export type PackedJson = {
  readonly [K in keyof PackedNetwork]: PackedNetwork[K] extends number ? number : readonly number[];
};

/** Units that are shown together. */
export interface UnitGroup {
  readonly name: string;
  readonly units: readonly ShownUnit[];
}

/** A sequence as it is shown. */
export interface ShownSequence {
  /** `[T][inputDim]`. */
  readonly tokens: readonly (readonly number[])[];
  /** `[T]`, or none. */
  readonly texts: readonly string[];
  readonly regions: readonly StateRegion[];
}

/** What the editor of a prompt is given. */
export interface Explorer {
  readonly inputDim: number;
  readonly outputDim: number;
  /** The network's outputs, `[T][outputDim]`, from fresh states. */
  readonly run: (tokens: readonly (readonly number[])[]) => readonly (readonly number[])[];
  /** Shows what happens inside. */
  readonly show: (sequence: ShownSequence) => void;
}

/**
 * Fills `place` with an editor, and runs the network whenever the reader changes the prompt.
 *
 * @typeParam Own - The functions that the editor calls.
 */
export type EditPrompt<Prompt, Own extends PageTools> = (
  place: PageElement,
  prompt: Prompt,
  explorer: Explorer,
  tools: Own,
) => void;

/** The functions that {@link exploreNetwork} calls. */
export interface ExplorerTools<Prompt, Own extends PageTools> extends InsideTools {
  readonly partOf: typeof partOf;
  readonly createRunner: typeof createRunner;
  readonly unpack: typeof unpack;
  readonly drawInside: typeof drawInside;
  readonly editPrompt: EditPrompt<Prompt, Own>;
  readonly promptTools: Own;
}

/** What the page of an explorer knows; `prompt` is for its editor. */
export interface ExplorerData<Prompt> {
  readonly network: PackedJson;
  /** Rows above and below those that the reader chooses. */
  readonly tokenUnits: readonly ShownUnit[];
  readonly outputUnits: readonly ShownUnit[];
  readonly groups: readonly UnitGroup[];
  readonly prompt: Prompt;
}

/** A network of what JSON can hold. */
export function unpack(network: PackedJson): PackedNetwork {
  return {
    inputDim: network.inputDim,
    outputDim: network.outputDim,
    kinds: Uint8Array.from(network.kinds),
    widths: Int32Array.from(network.widths),
    rowStarts: Int32Array.from(network.rowStarts),
    columns: Int32Array.from(network.columns),
    values: Float64Array.from(network.values),
    bias: Float64Array.from(network.bias),
    initialTape: Float64Array.from(network.initialTape),
  };
}

/** The functions that {@link drawInside} calls. */
export interface InsideTools extends StateTools {
  readonly drawStates: typeof drawStates;
  readonly readCells: typeof readCells;
  readonly unitRows: typeof unitRows;
  readonly writeValue: typeof writeValue;
}

/** Shows what units were at each step of a sequence; what was scrolled stays scrolled. */
export function drawInside(
  place: PageElement,
  { tokens, texts, regions }: ShownSequence,
  { units, tapes }: { readonly units: readonly ShownUnit[]; readonly tapes: readonly Tape[] },
  tools: InsideTools,
): void {
  const rows = tools.unitRows(units, tapes, 6000, tools);
  const heads = { tokens: texts, regions, numSteps: tokens.length };
  const drawn = tools.drawStates(rows, heads, tools);
  const scrolled = place.querySelector("[data-part=scroll]")?.scrollLeft ?? 0;
  place.innerHTML =
    `<div style="display:flex"><div style="flex:none">${drawn.names}</div>` +
    `<div data-part="scroll" style="overflow-x:auto">${drawn.cells}</div></div>` +
    `<div data-part="reading" style="min-height:1.5em;white-space:pre-wrap">Point at a cell for its value.</div>`;
  const scroll = place.querySelector("[data-part=scroll]");
  if (scroll !== null) scroll.scrollLeft = scrolled;
  tools.readCells(place, {
    width: drawn.cellWidth,
    height: drawn.cellHeight,
    rows: rows.map(({ name, values }, i) => ({ name, top: drawn.tops[i] ?? 0, values })),
    tokens: texts,
  });
}

type Tape = Float64Array | Float32Array;

/** Runs a network in the page, on whatever prompt the reader writes. Runs in the browser. */
export function exploreNetwork<Prompt, Own extends PageTools>(
  root: PageElement,
  data: ExplorerData<Prompt>,
  tools: ExplorerTools<Prompt, Own>,
): void {
  const { network, tokenUnits, outputUnits, groups } = data;
  const { inputDim, outputDim } = network;
  const { tape, step, reset } = tools.createRunner(tools.unpack(network));
  const [choice, note] = [tools.partOf(root, "choice"), tools.partOf(root, "note")];
  const runWith = <T>(tokens: readonly (readonly number[])[], read: () => T): readonly T[] => {
    reset();
    return tokens.map((token) => {
      step(token);
      return read();
    });
  };
  let shown: ShownSequence = { tokens: [], texts: [], regions: [] };
  const draw = () => {
    const { tokens } = shown;
    const units = [...tokenUnits, ...(groups[Number(choice.value)]?.units ?? []), ...outputUnits];
    const start = performance.now();
    const tapes = runWith(tokens, () => tape.slice());
    const time = performance.now() - start;
    note.textContent = `${tokens.length} tokens through ${network.kinds.length - 1} stages, here in the page: ${time < 0.1 ? "< 0.1" : time.toFixed(1)} ms`;
    tools.drawInside(tools.partOf(root, "states"), shown, { units, tapes }, tools);
  };
  const explorer: Explorer = {
    inputDim,
    outputDim,
    run: (tokens) => runWith(tokens, () => Array.from(tape.subarray(tape.length - outputDim))),
    show(sequence) {
      shown = sequence;
      draw();
    },
  };
  choice.addEventListener("change", draw);
  tools.partOf(root, "inside").hidden = false;
  tools.editPrompt(tools.partOf(root, "prompt"), data.prompt, explorer, tools.promptTools);
}
