import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { expandConfig, type GridRecord, hashConfig, readResults } from "../run/index.ts";

/** A run that ended well. */
export type DoneRecord = Extract<GridRecord, { readonly status: "done" }>;

/** A statement of a paper, what was measured, and the notebook that judged it. */
export interface RecordedClaim {
  readonly notebook: string;
  readonly claim: string;
  readonly paper: string;
  readonly measured: string;
  readonly holds: boolean | "not tested";
}

/** A run that a configuration asks for. */
export interface PlannedRun<Config> {
  readonly config: Config;
  /** Absent if it has not been made. */
  readonly record?: DoneRecord;
}

/** What results are made of. */
export interface RecordSet {
  readonly runs: readonly DoneRecord[];
  readonly claims: readonly RecordedClaim[];
  /**
   * The runs that a configuration asks for.
   *
   * @param path - Under the project's folder, e.g. `"configs/fit/e5-shans.json"`.
   * @param parse - Fills in the defaults.
   */
  plan<Config>(
    job: string,
    path: string,
    parse: (config: unknown) => Config,
  ): readonly PlannedRun<Config>[];
  /** A recorded output of a program that keeps no records of runs; empty if there is none. */
  text(path: string): string;
}

/** Which records are read. */
export interface ReadRecordsOptions {
  /** The project's folder. */
  readonly root: string;
  /** Also what was run here: `runs/` and `reports/claims.json`. */
  readonly isLocal?: boolean;
}

/** Folders of records that are kept with the project. */
const keptFolders = ["docs/records", "notebooks/fit/results"] as const;

const claimsSchema = z.object({
  claims: z.array(
    z.object({
      notebook: z.string(),
      claim: z.string(),
      paper: z.string(),
      measured: z.string(),
      holds: z.union([z.boolean(), z.literal("not tested")]),
      smoke: z.boolean().default(false),
    }),
  ),
});

/**
 * Reads every record of runs and claims; of the records of one run the newest counts, and of the claims of one
 * notebook those made here.
 *
 * @throws {ConfigError} If a line is no record.
 */
export async function readRecordSet({
  root,
  isLocal = false,
}: ReadRecordsOptions): Promise<RecordSet> {
  const kept = keptFolders.flatMap((folder) => filesIn(join(root, folder), ".jsonl"));
  const local = isLocal
    ? filesIn(join(root, "runs"), "")
        .map((folder) => join(folder, "results.jsonl"))
        .filter(existsSync)
    : [];
  const read = await Promise.all([...kept, ...local].map(readResults));
  const done = read.flat().filter((record) => record.status === "done");
  done.sort((a, b) => a.time.localeCompare(b.time));
  const runs = new Map(done.map((record) => [record.hash, record]));
  return {
    runs: [...runs.values()],
    claims: readClaims(root, isLocal),
    plan: (job, path, parse) =>
      expandConfig(JSON.parse(readFileSync(join(root, path), "utf8"))).map((given) => {
        const config = parse(given);
        const record = runs.get(hashConfig(job, config));
        return record === undefined ? { config } : { config, record };
      }),
    text: (path) => {
      const file = join(root, path);
      return existsSync(file) ? readFileSync(file, "utf8") : "";
    },
  };
}

/** Claims by notebook; of one with kept and local claims, the local ones. Those of smoke runs are left out. */
export function readClaims(root: string, isLocal: boolean): readonly RecordedClaim[] {
  const files = ["docs/records/claims.json", ...(isLocal ? ["reports/claims.json"] : [])];
  const byNotebook = new Map<string, RecordedClaim[]>();
  for (const file of files.map((name) => join(root, name)).filter(existsSync)) {
    const { claims } = claimsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    const fresh = claims.filter(({ smoke }) => !smoke);
    for (const notebook of new Set(fresh.map((claim) => claim.notebook))) {
      byNotebook.set(
        notebook,
        fresh.filter((claim) => claim.notebook === notebook),
      );
    }
  }
  return [...byNotebook.keys()].sort().flatMap((notebook) => byNotebook.get(notebook) ?? []);
}

const durationsSchema = z.object({
  smoke: z.record(z.string(), z.number()).default({}),
  full: z.record(z.string(), z.number()).default({}),
});

/** Seconds that notebooks took, kept and measured here; the latter count. */
export function readDurations(root: string): z.infer<typeof durationsSchema> {
  const [kept, local] = ["docs/records", "reports"].map((folder) => {
    const path = join(root, folder, "durations.json");
    return durationsSchema.parse(existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {});
  });
  return {
    smoke: { ...kept?.smoke, ...local?.smoke },
    full: { ...kept?.full, ...local?.full },
  };
}

function filesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}
