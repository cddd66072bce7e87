import type { TypeCheckMode } from "../evaluate/types.ts";

/** A cell's code and the setting its first line may carry. */
export interface CellText {
  /** The mode asked for by a first line `%types strict|warn|off`, for this and all later cells. */
  readonly mode?: TypeCheckMode;
  /** The code with that line made a comment; offsets and line numbers are unchanged. */
  readonly code: string;
}

/**
 * Reads the `%types` line of a cell.
 * @throws {Error} If the line names no known mode.
 */
export function parseCellText(text: string): CellText {
  const match = /^%types\b[ \t]*(.*)/.exec(text);
  if (match === null) return { code: text };
  const mode = modes.find((candidate) => candidate === match[1]?.trim());
  if (mode === undefined) {
    throw new Error(`%types: must be strict, warn or off, got "${match[1]?.trim()}"`);
  }
  return { mode, code: hideTypesDirective(text) };
}

/** The code with a `%types` line, of whatever mode, made a comment of the same length. */
export function hideTypesDirective(text: string): string {
  return text.replace(/^%t(?=ypes\b)/, "//");
}

const modes: readonly TypeCheckMode[] = ["strict", "warn", "off"];
