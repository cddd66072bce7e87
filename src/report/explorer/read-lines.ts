import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";

/** A record of a run, as a line of JSON has it. */
export type RunFields = Readonly<Record<string, unknown>>;

/** Where a sweep on Slurm keeps what is to be run: lines too, but no records. */
const trialsFolder = "slurm";

/**
 * Reads records of runs, of each run the newest. A last line that is being written is left out.
 *
 * @param paths - Files of lines of JSON, or folders: `*.jsonl` in them and one level below.
 * @throws {ConfigError} If a path is not there, or a line is no JSON object.
 */
export function readRuns(paths: readonly string[]): readonly RunFields[] {
  const records = paths.flatMap((path) => filesAt(path)).flatMap(readLines);
  const byHash = new Map<unknown, RunFields>();
  for (const record of records) {
    const { hash = record, time } = record;
    const known = byHash.get(hash);
    if (known === undefined || String(known["time"]) <= String(time)) byHash.set(hash, record);
  }
  return [...byHash.values()];
}

function filesAt(path: string, depth = 0): readonly string[] {
  if (!existsSync(path)) {
    throw new ConfigError(
      `explorer: a file or folder of runs is required, got "${path}". Run a sweep first.`,
    );
  }
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => {
    const inner = join(path, name);
    const isFolder = statSync(inner, { throwIfNoEntry: false })?.isDirectory(); // also by a link
    if (isFolder) return depth === 0 && name !== trialsFolder ? filesAt(inner, 1) : [];
    return name.endsWith(".jsonl") ? [inner] : [];
  });
}

function readLines(path: string): readonly RunFields[] {
  const text = readFileSync(path, "utf8");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    const value = parse(line);
    if (isRecord(value)) return [value];
    throw new ConfigError(
      `explorer: line ${i + 1} of ${path} must be a JSON object, got ${line.slice(0, 60)}`,
    );
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is RunFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
