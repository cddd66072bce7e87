import type { TypeCheckMode } from "../evaluate/types.ts";
import { hideTypesDirective } from "../evaluate/types-directive.ts";

/** A cell's code and the setting its first line may carry. */
export interface CellText {
  /** The mode asked for by a first line `%types strict|warn|off`, for this and all later cells. */
  readonly mode?: TypeCheckMode;
  /** The code with that line made a comment; offsets and line numbers are unchanged. */
  readonly code: string;
  /** What is wrong with that line. */
  readonly problem?: string;
}

/** Reads the `%types` line of a cell. */
export function parseCellText(text: string): CellText {
  const match = /^%types\b[ \t]*(.*)/.exec(text);
  if (match === null) return { code: text };
  const code = hideTypesDirective(text);
  const word = match[1]?.trim();
  const mode = modes.find((candidate) => candidate === word);
  return mode === undefined
    ? { code, problem: `%types: must be strict, warn or off, got "${word}"` }
    : { code, mode };
}

const modes: readonly TypeCheckMode[] = ["strict", "warn", "off"];
