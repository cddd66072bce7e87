import { type PageElement, type PageEvent, type PageTools, partOf } from "./browser.ts";
import { drawCurves, drawMap, drawScale, viridis } from "./draw-function.ts";
import type { Explorer } from "./explore-network.ts";
import { createFunctionModel, type FunctionAnswer } from "./function-model.ts";
import { drawMarks, samplePicture } from "./function-picture.ts";
import { cellOf, readFormulas, snapQuery, tabulate, type Vector } from "./function-table.ts";
import { writeValue } from "./unit-rows.ts";

/** What the editor of a function starts with. */
export interface FunctionPrompt {
  /** `[e]`: formulas in the arguments' names, with the names of JavaScript's `Math`. */
  readonly formulas: readonly string[];
  /** `[d]`: names of the arguments. */
  readonly names: readonly string[];
  /** Cells to a side that can be chosen, and the one chosen first. */
  readonly gridSizes: readonly number[];
  readonly gridSize: number;
  /** `[d]`. */
  readonly query: readonly number[];
  /** Queries are moved to the middle of parts of which a cell has `2^snap` to a side. */
  readonly snap: number | undefined;
}

/** The functions that {@link editFunction} calls. */
export interface FunctionTools extends PageTools {
  readonly partOf: typeof partOf;
  readonly functionForm: typeof functionForm;
  readonly answerLine: typeof answerLine;
  readonly fillFormulas: typeof fillFormulas;
  readonly showQuery: typeof showQuery;
  readonly createFunctionModel: typeof createFunctionModel;
  readonly readFormulas: typeof readFormulas;
  readonly tabulate: typeof tabulate;
  readonly snapQuery: typeof snapQuery;
  readonly cellOf: typeof cellOf;
  readonly samplePicture: typeof samplePicture;
  readonly drawMarks: typeof drawMarks;
  readonly drawMap: typeof drawMap;
  readonly drawCurves: typeof drawCurves;
  readonly viridis: typeof viridis;
  readonly drawScale: typeof drawScale;
  readonly pointedAt: typeof pointedAt;
  readonly writeValue: typeof writeValue;
}

function functionForm({ formulas, names, gridSizes, gridSize }: FunctionPrompt): string {
  const isOne = formulas.length === 1;
  const fields = formulas.map(
    (_, i) =>
      `<label>f<sub>${isOne ? "" : i + 1}</sub>(${names.join(", ")}) = ` +
      `<input data-formula="${i}" spellcheck="false" style="width:24em;max-width:70%;line-height:1.3;font-family:monospace"></label><br>`,
  );
  const sliders = names.map(
    (name, i) =>
      `<label style="white-space:nowrap">${name} <input data-query="${i}" type="range" min="0" max="1" step="0.001" style="width:180px;vertical-align:middle"> ` +
      `<span data-shown="${i}" style="display:inline-block;width:3em"></span></label> `,
  );
  const sizes = gridSizes.map(
    (size) => `<option value="${size}"${size === gridSize ? " selected" : ""}>${size}</option>`,
  );
  const entries = formulas.map((_, i) => `<option value="${i}">f${isOne ? "" : i + 1}</option>`);
  return (
    `<div style="line-height:2">${fields.join("")}` +
    `<label>Prompt: its table with <select data-part="size">${sizes.join("")}</select> cells to a side</label>` +
    `<label${isOne ? " hidden" : ""} style="margin-left:16px">shown: <select data-part="entry">${entries.join("")}</select></label>` +
    ` <span data-part="problem" style="color:#b3261e"></span></div>` +
    `<div style="margin:6px 0">Query: ${sliders.join("")}</div>` +
    `<div data-part="maps" style="display:flex;flex-wrap:wrap;gap:4px 20px"></div>` +
    `<div data-part="answer" style="margin:4px 0;font-variant-numeric:tabular-nums"></div>`
  );
}

/** The first one or two coordinates of a place in a picture of a function. */
function pointedAt(map: PageElement, clientX: number, clientY: number, dim: number): Vector {
  const { left, top } = map.getBoundingClientRect();
  const clamp = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
  if (dim === 1) return [clamp((clientX - left - 44) / 560)];
  return [clamp((clientX - left - 34) / 260), clamp(1 - (clientY - top - 22) / 260)];
}

/** Numbers in a line. */
function answerLine(
  { network, centre, target }: FunctionAnswer,
  tools: Pick<FunctionTools, "writeValue">,
): string {
  const vector = (values: Vector) => values.map((v) => tools.writeValue(v, false)).join(", ");
  const distance = Math.hypot(...target.map((value, i) => value - (network[i] ?? 0)));
  const rest = [
    `function at the cell's centre ${vector(centre)}`,
    `at the query ${vector(target)}`,
    `distance ${tools.writeValue(distance, false)}`,
  ];
  return `<b>network ${vector(network)}</b> &nbsp;·&nbsp; ${rest.join(" &nbsp;·&nbsp; ")}`;
}

/** Writes formulas into their inputs, and gives these. */
function fillFormulas(place: PageElement, formulas: readonly string[]): readonly PageElement[] {
  const fields = [...place.querySelectorAll("[data-formula]")];
  fields.forEach((field, i) => {
    field.value = formulas[i] ?? "";
  });
  return fields;
}

/** Moves the sliders to a query. */
function showQuery(place: PageElement, query: Vector): void {
  query.forEach((q, i) => {
    const slider = place.querySelector(`[data-query="${i}"]`);
    const shown = place.querySelector(`[data-shown="${i}"]`);
    if (slider !== null) slider.value = String(q);
    if (shown !== null) shown.textContent = q.toFixed(3);
  });
}

/**
 * An editor of a function and a query: the function's table is the prompt, and the network answers
 * for the query. Runs in the browser.
 */
export function editFunction(
  place: PageElement,
  prompt: FunctionPrompt,
  { outputDim, run, show }: Explorer,
  tools: FunctionTools,
): void {
  place.innerHTML = tools.functionForm(prompt);
  const [maps, size] = [tools.partOf(place, "maps"), tools.partOf(place, "size")];
  const [entry, problem] = [tools.partOf(place, "entry"), tools.partOf(place, "problem")];
  const fields = tools.fillFormulas(place, prompt.formulas);
  const model = tools.createFunctionModel({ ...prompt, outputDim, run }, tools);
  const query = [...prompt.query];
  let picture: (marks: string) => string = () => "";
  const drawQuery = () => {
    tools.showQuery(place, query);
    tools.partOf(place, "answer").innerHTML = tools.answerLine(model.ask(query), tools);
    maps.innerHTML = picture(tools.drawMarks(query, model.gridSize(), tools));
    show({ tokens: model.sequence(query), texts: [], regions: [] });
  };
  /** A formula may be wrong, or have no value just at the query. */
  const attempt = (change: () => void) => {
    try {
      change();
      drawQuery();
      problem.textContent = "";
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const sample = () => {
    picture = model.picture(Number(entry.value), query);
  };
  const update = () =>
    attempt(() => {
      model.read(fields, Number(size.value));
      sample();
    });
  const move = (coordinate: number, value: number) =>
    attempt(() => {
      query[coordinate] = value;
      // The pictures are slices through the other coordinates.
      if (coordinate > 1) sample();
    });
  const point = ({ target, clientX, clientY }: PageEvent) => {
    const map = target.closest("[data-part=map]");
    const places = map === null ? [] : tools.pointedAt(map, clientX, clientY, query.length);
    for (const [coordinate, value] of places.entries()) move(coordinate, value);
  };
  place.addEventListener("input", ({ target }) => {
    const { query: coordinate, formula } = target.dataset;
    if (coordinate !== undefined) move(Number(coordinate), Number(target.value));
    else if (formula !== undefined) update();
  });
  size.addEventListener("change", update);
  entry.addEventListener("change", update);
  maps.addEventListener("pointerdown", point);
  maps.addEventListener("pointermove", (event) => {
    if (event.buttons === 1) point(event);
  });
  update();
}

/** The functions that {@link editFunction} calls. */
export const functionTools: FunctionTools = {
  partOf,
  functionForm,
  answerLine,
  fillFormulas,
  showQuery,
  createFunctionModel,
  readFormulas,
  tabulate,
  snapQuery,
  cellOf,
  samplePicture,
  drawMarks,
  drawMap,
  drawCurves,
  viridis,
  drawScale,
  pointedAt,
  writeValue,
};
