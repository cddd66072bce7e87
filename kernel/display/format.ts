import { stripVTControlCharacters } from "node:util";
import type { RichOutput } from "../evaluate/types.ts";
import { isMimeBundle, toRichOutput } from "./bundle.ts";
import { describeError, toPlainText } from "./plain.ts";
import { publish } from "./publish.ts";
import { formatStructure } from "./structures/index.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * The rich form of a value: its own `Symbol.for("Jupyter.display")` method first, then what is known
 * by structure (tensors, frames, records, typed arrays, images), then `util.inspect`.
 *
 * Never throws and never rejects: a display method that fails leaves its error on stderr and the
 * plain form in its place.
 *
 * @returns The bundle, `text/plain` always among its types; a promise of it only where the value's
 * own method returns a promise.
 */
export function format(value: unknown): RichOutput | Promise<RichOutput> {
  try {
    const method = displayMethod(value);
    if (method === undefined) {
      return toRichOutput(formatStructure(value) ?? {}, { plain: () => toPlainText(value) });
    }
    const made = method();
    if (made instanceof Promise) {
      return made.then((bundle) => fromMethod(bundle, value)).catch((e) => failed(value, e));
    }
    return fromMethod(made, value);
  } catch (error) {
    return failed(value, error);
  }
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const method: unknown = Reflect.get(value, displaySymbol);
  return typeof method === "function" ? () => Reflect.apply(method, value, []) : undefined;
}

function fromMethod(bundle: unknown, value: unknown): RichOutput {
  if (!isMimeBundle(bundle)) {
    throw new TypeError(
      `Symbol.for("Jupyter.display"): must return a MIME bundle such as { "text/html": "..." }, got ${toPlainText(bundle)}`,
    );
  }
  return toRichOutput(bundle, { plain: () => toPlainText(value) });
}

function failed(value: unknown, error: unknown): RichOutput {
  publishFailure(error);
  return toRichOutput({}, { plain: () => toPlainText(value) });
}

/** Says on stderr why a value is not shown as it asked to be. */
export function publishFailure(error: unknown): void {
  publish({ type: "stream", name: "stderr", text: `display failed: ${errorText(error)}\n` });
}

function errorText(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return stripVTControlCharacters(stack ?? describeError(error));
}
