import { ConfigError } from "../../core/errors.ts";
import type { LineMark, Place, ScatterMark } from "./marks.ts";
import type { AppendOptions } from "./options.ts";

/**
 * Adds points at the end of a mark.
 *
 * @throws {ConfigError} If there are more or fewer places than values, or the mark has a band or
 * error bars, which the new points would lack.
 */
export function appendPoints(mark: LineMark | ScatterMark, { x, y }: AppendOptions): void {
  if ((mark.kind === "line" ? mark.band : mark.error) !== undefined) {
    throw new ConfigError(`append: "${mark.name}" must have no band and no error bars`);
  }
  const values = typeof y === "number" ? [y] : Array.from(y);
  const places = x === undefined ? nextPlaces(mark.x, values.length) : toPlaces(x);
  if (places.length !== values.length) {
    throw new ConfigError(`append: x must have ${values.length} entries, got ${places.length}`);
  }
  for (const [i, value] of values.entries()) {
    mark.x.push(places[i]!);
    mark.y.push(value);
  }
}

function toPlaces(x: NonNullable<AppendOptions["x"]>): readonly Place[] {
  return typeof x === "number" || typeof x === "string" ? [x] : Array.from(x);
}

function nextPlaces(x: readonly Place[], count: number): readonly Place[] {
  const last = x.at(-1) ?? -1;
  const start = typeof last === "number" ? last : x.length - 1;
  return Array.from({ length: count }, (_, i) => start + 1 + i);
}
