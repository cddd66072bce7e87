import { inspect } from "node:util";
import { Measurement } from "./measurement.ts";

/** How the values of a column are written: decimals, or a function. */
export type CellFormat = number | ((value: unknown) => string);

/** A cell as text: numbers at four significant digits, nothing for null. */
export function cellText(value: unknown, format?: CellFormat): string {
  if (typeof format === "function") return format(value);
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value, format);
  if (typeof value === "string" || value instanceof Measurement) return String(value);
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY });
}

/** What a cell counts as in a comparison, or undefined when it is no number. */
export function cellNumber(value: unknown): number | undefined {
  if (value instanceof Measurement) return value.mean;
  return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
}

function numberText(value: number, decimals: number | undefined): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
