import { inspect, stripVTControlCharacters } from "node:util";

/**
 * A value as text, in Node's own notation and without colour; never throws.
 *
 * @returns At most some hundred entries of any one collection, four levels deep.
 */
export function toPlainText(value: unknown): string {
  try {
    // Own inspect methods may colour their text whatever they are told.
    return stripVTControlCharacters(inspect(value, { colors: false, depth: 4, breakLength: 100 }));
  } catch (error) {
    return `[${typeof value} that cannot be shown: ${describeError(error)}]`;
  }
}

/** One line for what was thrown, which need not be an `Error`; never throws. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "unknown error";
  }
}
