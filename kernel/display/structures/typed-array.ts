import type { MimeBundle } from "../../evaluate/types.ts";
import { arrayBundle } from "./array-bundle.ts";

/** Shorter ones are told whole by `util.inspect`. */
const minLength = 17;

/** A long typed array of numbers: kind, length, statistics, first and last values. */
export function formatTypedArray(value: object): MimeBundle | undefined {
  if (!ArrayBuffer.isView(value) || value instanceof DataView || Buffer.isBuffer(value)) {
    return undefined;
  }
  // The views that are left have a length and numbers, or bigints, which have no statistics.
  const values = value as Float64Array;
  if (values.length < minLength || typeof values[0] !== "number") return undefined;
  const title = `${values.constructor.name}(${values.length})`;
  return arrayBundle({ title, shape: [values.length], values });
}
