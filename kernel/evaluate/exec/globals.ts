import { pathToFileURL } from "node:url";
import { comms } from "../../comms/index.ts";
import { clearOutput, display, format, input, progress, prompt } from "../../display/index.ts";
import { anywidget, dropdown, lineChart, link, slider } from "../../widgets/index.ts";
import { reportOf } from "./errors/report.ts";
import { cellMeta, importFromCell } from "./modules/imports.ts";
import { cellRequire } from "./modules/require.ts";
import { print } from "./streams.ts";

/** A compiled cell; it calls its argument with the value of its last expression. */
export type CellFunction = (onResult: (value: unknown) => void) => Promise<void>;

/**
 * Defines what every cell has without an import: the displays, `require` and the other names of a
 * CommonJS file, and `__triptych`, which compiled cells use.
 *
 * @param run - Runs a cell's function.
 */
export function defineGlobals(run: (cell: CellFunction) => void): void {
  globalThis.structuredClone = interruptible(structuredClone);
  const { filename, dirname } = cellMeta;
  const module = { exports: {}, filename, require: cellRequire };
  defineMissing({
    display,
    clearOutput,
    progress,
    comms,
    anywidget,
    slider,
    dropdown,
    lineChart,
    link,
    input,
    prompt,
    require: cellRequire,
    module,
    exports: module.exports,
    __filename: filename,
    __dirname: dirname,
    __triptych: { import: importFromCell, meta: cellMeta, run, format },
  });
}

/** Makes every named export of a module a global, unless there is one of that name. */
export async function loadPrelude(path: string): Promise<void> {
  try {
    defineMissing(await import(pathToFileURL(path).href));
  } catch (error) {
    const { traceback } = reportOf(error);
    print("stderr", `The prelude ${path} could not be loaded.\n${traceback.join("\n")}\n`);
  }
}

/**
 * A termination takes effect where a JavaScript function is entered; a loop that calls built-in
 * functions alone may go on for seconds.
 */
function interruptible<Args extends unknown[], Result>(builtIn: (...args: Args) => Result) {
  return (...args: Args): Result => builtIn(...args);
}

function defineMissing(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (name === "default" || name in globalThis) continue;
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
