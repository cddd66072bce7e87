import type { MimeBundle } from "../../evaluate/types.ts";
import { formatElement } from "./element.ts";
import { formatFrame } from "./frame.ts";
import { formatImageBytes } from "./image-bytes.ts";
import { formatRecords } from "./records.ts";
import { formatTensor } from "./tensor.ts";
import { formatTypedArray } from "./typed-array.ts";

/** Known by what they have, not by their class: the kernel imports none of their libraries. */
const formatters: readonly ((value: object) => MimeBundle | undefined)[] = [
  formatTensor,
  formatFrame,
  formatImageBytes,
  formatTypedArray,
  formatRecords,
  formatElement,
];

/** The bundle of the first structure that `value` has, or undefined when it has none of them. */
export function formatStructure(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const formatter of formatters) {
    const bundle = formatter(value);
    if (bundle !== undefined) return bundle;
  }
  return undefined;
}
