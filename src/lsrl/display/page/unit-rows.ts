import type { StateRow } from "./draw-states.ts";

/** A number on the tape that is shown as a row. */
export interface ShownUnit {
  readonly name: string;
  /** Its place on the tape. */
  readonly place: number;
  readonly color: string;
  /** What the pointer shows. */
  readonly details: string;
  /** Whether there is a gap above. */
  readonly isFirst: boolean;
  /** Whether 1 is written as A and 26 as Z. */
  readonly isLetter: boolean;
}

/** A number with three digits, or a letter. It runs in the browser. */
export function writeValue(value: number, isLetter: boolean): string {
  const whole = Math.round(value);
  if (isLetter && Math.abs(value - whole) < 0.01 && whole >= 0 && whole <= 26) {
    return whole === 0 ? "\u00b7" : String.fromCharCode(64 + whole);
  }
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  const isPlain = size === 0 || (size >= 1e-3 && size < 1e5);
  const text = isPlain ? String(rounded) : rounded.toExponential().replace("e+", "e");
  return text.replace("-", "\u2212");
}

/**
 * Rows of what units were at each step; the entries of one vector have one scale. It runs in the
 * browser.
 *
 * @param tapes - `[T]`: the tape after each step.
 * @param textLimit - Most values that are written into their cells; of more, only the colours are drawn.
 */
export function unitRows(
  units: readonly ShownUnit[],
  tapes: readonly ArrayLike<number>[],
  textLimit: number,
  tools: { readonly writeValue: typeof writeValue },
): readonly StateRow[] {
  const vectorName = (name: string) => name.replace(/\[\d+\]$/, "");
  const isWritten = units.length * tapes.length <= textLimit;
  const scales = new Map<string, number>();
  const values = units.map(({ name, place }) => {
    const own = tapes.map((tape) => tape[place] ?? 0);
    const most = own.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    scales.set(vectorName(name), Math.max(scales.get(vectorName(name)) ?? 0, most));
    return own;
  });
  return units.map(({ name, details, color, isFirst, isLetter }, i) => {
    const own = values[i] ?? [];
    const texts = isWritten ? own.map((value) => tools.writeValue(value, isLetter)) : [];
    const scale = scales.get(vectorName(name)) ?? 0;
    return { name, details, color, isFirst, values: own, texts, scale };
  });
}
