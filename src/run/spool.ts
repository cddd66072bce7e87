import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, writeAtomically } from "./atomic-file.ts";
import { toJson } from "./json.ts";
import { type GridRecord, recordSchema } from "./results-file.ts";

/** Where trials that nobody waits for leave their records, for whoever collects them. */
function spoolPath(output: string): string {
  return join(output, "spool");
}

function pathOf(output: string, hash: string): string {
  return join(spoolPath(output), `${hash}.json`);
}

/** Leaves a record, whole or not at all. */
export async function leaveRecord(output: string, record: GridRecord): Promise<void> {
  await writeAtomically(pathOf(output, record.hash), toJson(record));
}

/** Reads a record that was left and not collected yet. */
export async function readLeftRecord(
  output: string,
  hash: string,
): Promise<GridRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(pathOf(output, hash), "utf8")));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Takes the records that were left. Each is deleted once it is taken, so that one whose collector
 * ends meanwhile is found again.
 *
 * @param take - Writes one down; may be given a record twice.
 * @returns How many there were.
 */
export async function collectRecords(
  output: string,
  take: (record: GridRecord) => Promise<void>,
): Promise<number> {
  const folder = spoolPath(output);
  const files = (await namesIn(folder)).filter((name) => name.endsWith(".json")).sort();
  for (const file of files) {
    const path = join(folder, file);
    await take(recordSchema.parse(JSON.parse(await readFile(path, "utf8"))));
    await rm(path);
  }
  return files.length;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
