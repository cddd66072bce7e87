import type { PageElement } from "./browser.ts";

/** What the page of a timeline knows. */
export interface ShownCells {
  /** Size of a cell in pixels. */
  readonly width: number;
  readonly height: number;
  readonly rows: readonly {
    readonly name: string;
    /** From the top of the picture, in pixels. */
    readonly top: number;
    /** `[T]`. */
    readonly values: readonly number[];
  }[];
  /** `[T]`, or none. */
  readonly tokens: readonly string[];
}

/** Shows the value under the pointer. Runs in the browser. */
export function readCells(root: PageElement, data: ShownCells): void {
  const cells = root.querySelector("[data-part=cells]");
  const line = root.querySelector("[data-part=reading]");
  const cursor = root.querySelector("[data-part=cursor]");
  if (cells === null || line === null || cursor === null) return;
  const hint = line.textContent ?? "";
  cells.addEventListener("pointermove", (event) => {
    const box = cells.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / data.width);
    const y = event.clientY - box.top;
    const row = data.rows.find(({ top }) => y >= top && y < top + data.height);
    const value = row?.values[column];
    if (row === undefined || value === undefined) {
      line.textContent = hint;
      cursor.setAttribute("display", "none");
      return;
    }
    const token = data.tokens[column] === undefined ? "" : ` (token ${data.tokens[column]})`;
    line.textContent = `step ${column}${token}: ${row.name} = ${String(value).replace("-", "\u2212")}`;
    cursor.setAttribute("x", String(column * data.width));
    cursor.setAttribute("y", String(row.top - 0.5));
    cursor.removeAttribute("display");
  });
}
