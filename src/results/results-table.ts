import { type Measurement, meanStd } from "../report/index.ts";
import type { DoneRecord, RecordSet } from "./records.ts";

/** The papers, in the order of reports. */
export const paperNames = ["BORAT", "LSRL", "FIT"] as const;
/** A paper by the name of its method. */
export type PaperName = (typeof paperNames)[number];

/** A number that a run gave. */
export interface ResultValue {
  readonly value: number;
  /** Id of the run. */
  readonly run: string;
  readonly device: string;
}

/** A line of a table of results. */
export interface ResultLine {
  /** What was measured. */
  readonly what: string;
  /** What the paper reports; absent where its number is not known. */
  readonly paper?: string;
  /** One a seed, or a network; empty if the runs are missing. */
  readonly values: readonly ResultValue[];
  /** What else the runs tell, in a few words. */
  readonly detail?: string;
  /** Makes the runs. */
  readonly command: string;
}

/** A table of a paper's results: what it holds, and where its lines come from. */
export interface ResultsTable {
  readonly id: string;
  readonly paper: PaperName;
  readonly title: string;
  /** Where the paper has it, what its numbers are, and how ours were made. */
  readonly about: string;
  readonly lines: (records: RecordSet) => readonly ResultLine[];
}

/** A line as it is shown. */
export interface ShownLine {
  readonly [column: string]: string;
}

/** The lines of a table as text: `what | paper | ours | device | command | run ids`. */
export function showLines(lines: readonly ResultLine[]): readonly ShownLine[] {
  return lines.map(({ what, paper = "–", values, detail, command }) => ({
    "": what,
    paper,
    ours: values.length === 0 ? "missing" : valuesText(values, detail),
    device: distinct(values.map(({ device }) => device)).join(", ") || "–",
    command,
    "run ids": runIds(values),
  }));
}

/** The command that makes the runs of a configuration. */
export function sweepCommand(path: string): string {
  return `npx triptych sweep ${path}`;
}

/** A number of a record. */
export function toValue({ hash, device }: DoneRecord, value: number): ResultValue {
  return { value, run: hash, device };
}

/** Equal values once, in order. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** From the least to the greatest: `86-88`. */
export function rangeText(values: readonly number[], digits = 0): string {
  const [low, high] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return low === high ? low : `${low}-${high}`;
}

/** A number that may be very large or small. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

function valuesText(values: readonly ResultValue[], detail: string | undefined): string {
  const measured = measurementText(meanStd(values.map(({ value }) => value)));
  const text = values.length > 1 && !measured.includes("±") ? `${measured} ± 0` : measured;
  return `${text} (n = ${values.length}${detail === undefined ? "" : `; ${detail}`})`;
}

function measurementText(measured: Measurement): string {
  const { mean, std } = measured;
  const isPlain = [mean, std].every((value) => value === 0 || (value < 1e5 && value > -1e5));
  if (isPlain && !(mean !== 0 && Math.abs(mean) < 1e-3)) return measured.toString();
  return std > 0 ? `${numberText(mean)} ± ${numberText(std)}` : numberText(mean);
}

function runIds(values: readonly ResultValue[]): string {
  const ids = distinct(values.map(({ run }) => run.replace(/^([0-9a-f]{8})[0-9a-f]{8}$/, "$1")));
  const SHOWN = 3;
  const more = ids.length - SHOWN;
  return more > 0 ? `${ids.slice(0, SHOWN).join(", ")} and ${more} more` : ids.join(", ") || "–";
}
