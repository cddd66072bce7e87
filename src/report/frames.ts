import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";

/**
 * A danfojs data frame; the library is loaded, in about a second, at the first call.
 *
 * @param source - Records, or arrays by column name.
 * @see https://danfo.jsdata.org/api-reference/dataframe
 */
export function frame(source: readonly object[] | Readonly<Record<string, unknown[]>>): DataFrame {
  // `require` has no types: these are the package's own.
  const danfo = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  return new danfo.DataFrame(source);
}
