/** One row of a picture of states: what one number was at each step. */
export interface StateRow {
  readonly name: string;
  /** What the pointer over the name shows. */
  readonly details: string;
  /** `#rrggbb`. */
  readonly color: string;
  /** `[T]`. */
  readonly values: readonly number[];
  /** `[T]`: the values as they are written, or none. */
  readonly texts: readonly string[];
  /** The value that gets the full colour. */
  readonly scale: number;
  /** Whether there is a gap above. */
  readonly isFirst: boolean;
}

/** A part of the sequence that has a name: steps `start .. end - 1`. */
export interface StateRegion {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** What stands above the rows. */
export interface StateHeads {
  /** `[T]`, or none. */
  readonly tokens: readonly string[];
  readonly regions: readonly StateRegion[];
  readonly numSteps: number;
}

/** Two pictures, to be put side by side: the names stay while the cells scroll. */
export interface StatePictures {
  readonly names: string;
  readonly cells: string;
  /** Places of the rows in the picture, and size of a cell, in pixels. */
  readonly tops: readonly number[];
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** The functions that {@link drawStates} calls. */
export interface StateTools {
  readonly safeText: typeof safeText;
  readonly cellColors: typeof cellColors;
  readonly drawStateRow: typeof drawStateRow;
  readonly drawStateNames: typeof drawStateNames;
  readonly drawStateHeads: typeof drawStateHeads;
}

/** Where things stand, in pixels. */
interface StatePlaces {
  readonly tops: readonly number[];
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Baseline of the steps' numbers; the tokens are below. */
  readonly stepY: number;
  readonly bottom: number;
}

/** Text that is safe as the content of an element. */
function safeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Colours of a cell and of what is written in it; negative values have a colour of their own. */
function cellColors(value: number, scale: number, color: string): { fill: string; text: string } {
  if (!(Math.abs(value) > 0) || scale === 0) return { fill: "#f6f6f6", text: "#9a9a9a" };
  const share = 0.1 + 0.8 * Math.min(1, Math.abs(value) / scale);
  const base = value < 0 ? "#cc79a7" : color;
  const channels = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(base.slice(at, at + 2), 16);
    return Math.round(255 + (channel - 255) * share);
  });
  const [red = 0, green = 0, blue = 0] = channels;
  const isDark = 0.299 * red + 0.587 * green + 0.114 * blue < 150;
  return { fill: `rgb(${channels.join(",")})`, text: isDark ? "#ffffff" : "#222222" };
}

/** The cells of a row; neighbours of one colour are one stroke. */
function drawStateRow(
  { values, texts, color, scale }: StateRow,
  { y, width, height }: { readonly y: number; readonly width: number; readonly height: number },
  tools: Pick<StateTools, "cellColors" | "safeText">,
): string {
  const colors = values.map((value) => tools.cellColors(value, scale, color));
  const strokes = new Map<string, string>();
  for (let t = 0; t < colors.length; ) {
    const fill = colors[t]?.fill ?? "";
    let end = t + 1;
    while (colors[end]?.fill === fill) end += 1;
    const stroke = `M${t * width} ${y + height / 2}h${(end - t) * width}`;
    strokes.set(fill, (strokes.get(fill) ?? "") + stroke);
    t = end;
  }
  const cells = [...strokes].map(
    ([stroke, d]) => `<path d="${d}" stroke="${stroke}" stroke-width="${height - 1}"/>`,
  );
  const words = texts.map((text, t) => {
    const x = t * width + width / 2;
    return `<text x="${x}" y="${y + height / 2 + 3.5}" fill="${colors[t]?.text}">${tools.safeText(text)}</text>`;
  });
  return cells.join("") + words.join("");
}

/** Names of the rows, right-aligned before `right`. */
function drawStateNames(
  rows: readonly StateRow[],
  { tops, cellHeight, stepY }: StatePlaces,
  { right, hasTokens }: { readonly right: number; readonly hasTokens: boolean },
  tools: Pick<StateTools, "safeText">,
): string {
  const names = rows.map(({ name, details, color }, i) => {
    const y = tops[i] ?? 0;
    const shown = name.length > 26 ? `${name.slice(0, 25)}…` : name;
    return (
      `<g><title>${tools.safeText(details)}</title>` +
      `<rect x="${right + 5}" y="${y}" width="3" height="${cellHeight}" fill="${color}"/>` +
      `<text x="${right}" y="${y + 13}" font-size="11">${tools.safeText(shown)}</text></g>`
    );
  });
  const step = `<text x="${right}" y="${stepY}" font-size="9" fill="#6b6b6b">step</text>`;
  const token = `<text x="${right}" y="${stepY + 16}" font-size="11" font-weight="bold">token</text>`;
  return `<g text-anchor="end">${step}${hasTokens ? token : ""}${names.join("")}</g>`;
}

/** Regions, numbers of the steps, and tokens. */
function drawStateHeads(
  { tokens, regions, numSteps }: StateHeads,
  { cellWidth, stepY, bottom }: StatePlaces,
  tools: Pick<StateTools, "safeText">,
): string {
  const center = (t: number) => t * cellWidth + cellWidth / 2;
  const every = Math.ceil(20 / cellWidth);
  const steps = Array.from({ length: numSteps }, (_, t) =>
    t % every === 0 ? `<text x="${center(t)}" y="${stepY}">${t}</text>` : "",
  );
  const letters = tokens.map(
    (token, t) => `<text x="${center(t)}" y="${stepY + 16}">${tools.safeText(token)}</text>`,
  );
  const bands = regions.map(({ label, start, end }, i) => {
    const [x, size] = [start * cellWidth, (end - start) * cellWidth];
    const room = Math.max(1, Math.floor((size - 6) / 5.6));
    const shown = label.length > room ? `${label.slice(0, room - 1)}…` : label;
    return (
      `<rect x="${x + 1}" width="${size - 2}" height="17" rx="3" fill="${i % 2 === 0 ? "#e2e2e2" : "#d1e4f1"}"/>` +
      `<text x="${x + size / 2}" y="12">${tools.safeText(shown)}</text>` +
      `<path d="M${x + 0.25} 0V${bottom}" stroke="#9a9a9a" stroke-width="0.7"/>`
    );
  });
  return (
    `${bands.join("")}<g font-size="9" fill="#6b6b6b">${steps.join("")}</g>` +
    `<g font-size="12" font-weight="bold">${letters.join("")}</g>`
  );
}

/**
 * Draws what numbers were at each step: a row for each, a column for each step, colour by size. It
 * uses nothing from outside its arguments: pages embed its source.
 */
export function drawStates(
  rows: readonly StateRow[],
  heads: StateHeads,
  tools: StateTools,
): StatePictures {
  const { tokens, regions, numSteps } = heads;
  const longest = (texts: readonly string[]) =>
    texts.reduce((most, text) => Math.max(most, text.length), 0);
  const written = rows.reduce((most, { texts }) => Math.max(most, longest(texts)), 0);
  const hasTokens = tokens.length > 0;
  const [least, perLetter] = written > 0 || hasTokens ? [20, 6] : [5, 0];
  const cellWidth = Math.max(least, 7 + perLetter * Math.max(written, longest(tokens)));
  const cellHeight = 18;
  const stepY = regions.length > 0 ? 32 : 12;
  let bottom = stepY + (hasTokens ? 24 : 5);
  const tops = rows.map(({ isFirst }, i) => {
    bottom += cellHeight + (isFirst && i > 0 ? 4 : 0);
    return bottom - cellHeight;
  });
  const places = { tops, cellWidth, cellHeight, stepY, bottom };
  const right = 13 + 6.2 * Math.min(26, longest(["token", ...rows.map(({ name }) => name)]));
  const cells = rows.map((row, i) =>
    tools.drawStateRow(row, { y: tops[i] ?? 0, width: cellWidth, height: cellHeight }, tools),
  );
  const cursor = `<rect data-part="cursor" width="${cellWidth}" height="${cellHeight}" fill="none" stroke="#222222" stroke-width="1.5" display="none"/>`;
  const svg = (part: string, width: number, content: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" data-part="${part}" width="${Math.ceil(width)}" height="${bottom + 4}" ` +
    `font-family="Arial, Helvetica, Liberation Sans, sans-serif" font-size="10" fill="#222222">${content}</svg>`;
  const names = tools.drawStateNames(rows, places, { right, hasTokens }, tools);
  const grid = `<g text-anchor="middle">${tools.drawStateHeads(heads, places, tools)}${cells.join("")}${cursor}</g>`;
  return {
    names: svg("names", right + 11, names),
    cells: svg("cells", numSteps * cellWidth + 1, grid),
    tops,
    cellWidth,
    cellHeight,
  };
}

/** The functions that {@link drawStates} calls. */
export const stateTools: StateTools = {
  safeText,
  cellColors,
  drawStateRow,
  drawStateNames,
  drawStateHeads,
};
