import { basename } from "node:path";
import { type GridRecord, readResults } from "../run/index.ts";

/**
 * What is kept of a file of results with the project: every run that ended well, its course thinned out and its
 * numbers to five digits, so that hundreds of runs fit into a few hundred kilobytes.
 *
 * @param path - A `results.jsonl`.
 * @returns The lines; and the name to keep them by, that of the folder.
 */
export async function keptRecords(
  path: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const records = (await readResults(path)).filter(({ status }) => status === "done");
  const lines = records.map((record) => `${JSON.stringify(shorten(record))}\n`);
  return { name: basename(path.replace(/\/results\.jsonl$/, "")), text: lines.join("") };
}

const MOST_POINTS = 10; // of a course

function shorten(record: GridRecord): unknown {
  if (record.status !== "done") return record;
  const { config, ...rest } = record;
  return { ...rest, config, result: thin(rest.result) };
}

/** Numbers to five digits, courses (lists of epochs or steps) to ten points, the last among them. */
function thin(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(5));
  if (Array.isArray(value)) {
    const isCourse = value.length > MOST_POINTS && value.every(isPoint);
    return (isCourse ? value.filter((_, i) => isKept(i, value.length)) : value).map(thin);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, thin(part)]));
}

function isPoint(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("epoch" in value || "step" in value);
}

function isKept(index: number, length: number): boolean {
  const place = Math.round((index * (MOST_POINTS - 1)) / (length - 1));
  return Math.round((place * (length - 1)) / (MOST_POINTS - 1)) === index;
}
