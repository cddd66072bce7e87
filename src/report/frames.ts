import { createRequire, Module } from "node:module";
import type * as Danfo from "danfojs-node";

/**
 * A danfojs data frame; the library is loaded at the first call.
 *
 * @param source - Records, or arrays by column name.
 * @see https://danfo.jsdata.org/api-reference/dataframe
 */
export function frame(
  source: readonly object[] | Readonly<Record<string, unknown[]>>,
): Danfo.DataFrame {
  danfo ??= loadDanfo();
  return new danfo.DataFrame(source);
}

let danfo: typeof Danfo | undefined;

/**
 * danfojs loads all of tfjs-node to get at `tf`, which takes seconds, registers every operation
 * again and prints a line for each. It gets plain tfjs, the same that the engine runs on, instead.
 */
function loadDanfo(): typeof Danfo {
  const entry = createRequire(import.meta.url).resolve("danfojs-node");
  const require = createRequire(entry);
  const unwanted = require.resolve("@tensorflow/tfjs-node");
  const isLoaded = unwanted in require.cache;
  if (!isLoaded) {
    const exports: unknown = require("@tensorflow/tfjs");
    require.cache[unwanted] = Object.assign(new Module(unwanted), { exports, loaded: true });
  }
  try {
    // `require` has no types: these are the package's own.
    return require(entry) as typeof Danfo;
  } finally {
    if (!isLoaded) delete require.cache[unwanted];
  }
}
