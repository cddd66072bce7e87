import type { PageElement } from "./browser.ts";

/** A matrix in the picture, as its page knows it. */
export interface ShownMatrix {
  readonly name: string;
  /** Whether the page knows the values of its entries. */
  readonly isKnown: boolean;
  /** Left edge and top, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly columns: number;
  /** Size of an entry in pixels; less than 1 where several share a cell. */
  readonly size: number;
  /** Places of the entries that are not 0, `row * columns + column`, each less the one before. */
  readonly steps: readonly number[];
  /** Of each entry, its value's place in the list of all values. */
  readonly values: readonly number[];
  /** Labels of the rows and of the columns, in the list of all labels; -1 for none. */
  readonly rowLabels: readonly number[];
  readonly columnLabels: readonly number[];
}

/** What the page of a network's weights knows. */
export interface ShownWeights {
  readonly matrices: readonly ShownMatrix[];
  readonly values: readonly number[];
  readonly labels: readonly string[];
}

/** Shows the entry under the pointer: its value, and the units that it joins. Runs in the browser. */
export function readWeights(root: PageElement, data: ShownWeights): void {
  const svg = root.querySelector("svg");
  const line = root.querySelector("[data-part=reading]");
  const cursor = root.querySelector("[data-part=cursor]");
  if (svg === null || line === null || cursor === null) return;
  const hint = line.textContent ?? "";
  const weights = data.matrices.map(({ steps, values }) => {
    let place = 0;
    return new Map(
      steps.map((step, i) => {
        place += step;
        return [place, data.values[values[i] ?? 0] ?? 0] as const;
      }),
    );
  });
  const unitName = (kind: string, place: number, label: number | undefined) =>
    label === undefined || label < 0
      ? `${kind} ${place}`
      : `${kind} ${place} “${data.labels[label] ?? ""}”`;
  let isPinned = false;
  const show = (clientX: number, clientY: number): boolean => {
    const box = svg.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    const index = data.matrices.findIndex(
      (m) => x >= m.x && x < m.x + m.columns * m.size && y >= m.y && y < m.y + m.rows * m.size,
    );
    const matrix = data.matrices[index];
    if (matrix === undefined) return false;
    const row = Math.min(matrix.rows - 1, Math.floor((y - matrix.y) / matrix.size));
    const column = Math.min(matrix.columns - 1, Math.floor((x - matrix.x) / matrix.size));
    const weight = weights[index]?.get(row * matrix.columns + column) ?? 0;
    const value = matrix.isKnown ? String(weight).replace("-", "\u2212") : "?";
    const to = unitName("row", row, matrix.rowLabels[row]);
    const from = unitName("column", column, matrix.columnLabels[column]);
    line.textContent = `${matrix.name} [${row}, ${column}] = ${value}   (${to}, ${from})`;
    const side = Math.max(matrix.size, 3);
    cursor.setAttribute("x", String(matrix.x + column * matrix.size - 0.5));
    cursor.setAttribute("y", String(matrix.y + row * matrix.size - 0.5));
    cursor.setAttribute("width", String(side + 1));
    cursor.setAttribute("height", String(side + 1));
    cursor.removeAttribute("display");
    return true;
  };
  svg.addEventListener("pointermove", (event) => {
    if (isPinned || show(event.clientX, event.clientY)) return;
    line.textContent = hint;
    cursor.setAttribute("display", "none");
  });
  svg.addEventListener("click", (event) => {
    isPinned = show(event.clientX, event.clientY) && !isPinned;
  });
}
