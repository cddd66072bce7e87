import { appendFile, mkdir, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { isMissing } from "./atomic-file.ts";
import { toJson } from "./json.ts";
import { provenanceSchema } from "./provenance.ts";

const dataSchema = z.strictObject({ name: z.string(), sha256: z.string() });

/** What a job gives; nothing counts as null, which JSON has. */
export const outcomeSchema = z.object({
  result: z.unknown().default(null),
  /** What was read: one, or all of them. */
  data: z.union([dataSchema, z.array(dataSchema).readonly()]),
});

const common = {
  /** Of the settings with every default filled in. */
  hash: z.string(),
  job: z.string(),
  config: z.unknown(),
  /** When it ended, ISO 8601. */
  time: z.string(),
  /** Wall time of this attempt. */
  seconds: z.number(),
};

export const recordSchema = z.discriminatedUnion("status", [
  z.strictObject({
    ...common,
    status: z.literal("done"),
    result: z.unknown(),
    data: outcomeSchema.shape.data,
    ...provenanceSchema.shape,
    /** Most memory that the process had, bytes; on a GPU that of the host. */
    peakMemory: z.int(),
  }),
  z.strictObject({ ...common, status: z.literal("failed"), error: z.string() }),
]);

/** A line of the results: a cell that ended, well or badly. */
export type GridRecord = Readonly<z.output<typeof recordSchema>>;

/**
 * Reads a file of results. A last line that was broken off is ignored; of the lines of one cell the
 * last one counts.
 *
 * @returns Empty if there is no such file.
 * @throws {ConfigError} If another line is no record.
 */
export async function readResults(path: string): Promise<readonly GridRecord[]> {
  const text = await readIfPresent(path);
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const records = lines.flatMap((line, i) => (line === "" ? [] : [parseLine(path, line, i + 1)]));
  return [...new Map(records.map((record) => [record.hash, record])).values()];
}

/** Cuts off a last line that was broken off, so that the next one starts at a line of its own. */
export async function repairResults(path: string): Promise<void> {
  const text = await readIfPresent(path);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
}

/** Adds a line; its folder is made when needed. */
export async function appendResult(path: string, record: GridRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${toJson(record)}\n`);
}

function parseLine(path: string, line: string, number: number): GridRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new ConfigError(
      `readResults: line ${number} of ${path} must be a record, got ${line.slice(0, 60)} (${reason}). Delete the line to run its cell again.`,
      { cause },
    );
  }
}

async function readIfPresent(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}
