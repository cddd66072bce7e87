import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError, isUserError } from "../core/errors.ts";
import { packageFolder } from "../run/index.ts";
import { createReport } from "./document.ts";
import { keptRecords } from "./keep.ts";
import { readClaims, readDurations, readRecordSet } from "./records.ts";
import { reportHtml, reportMarkdown, reportNotebook } from "./write.ts";

/** Where the report of the kept records is. */
export const reportPath = "docs/results.md";

const usage = `Usage: triptych report [--keep RUN_FOLDER ...]

Writes every results table of the three papers beside the recorded runs: ${reportPath} from the records that are
kept with the project, and reports/results.{md,html,ipynb} from those and from what was run here.
  --keep FOLDER  first copies the runs of runs/NAME, thinned out, to docs/records;
                 "notebooks" adds the claims and durations that npm run reproduce wrote`;

/**
 * Runs `triptych report`.
 *
 * @param root - The project's folder; by default that of this package.
 * @returns Exit code: 0, or 2 if the arguments or the records are not right.
 */
export async function reportCommand(
  args: readonly string[],
  print: (line: string) => void,
  root: string = packageFolder,
): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        keep: { type: "string", multiple: true },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      print(usage);
      return 0;
    }
    for (const name of values.keep ?? []) {
      for (const path of await keep(name, root)) print(`wrote ${path}`);
    }
    const write = (path: string, text: string) => {
      writeFile(join(root, path), text);
      print(`wrote ${path}`);
    };
    write(reportPath, reportMarkdown(createReport(await readRecordSet({ root }))));
    const report = createReport(await readRecordSet({ root, isLocal: true }));
    write("reports/results.md", reportMarkdown(report));
    write("reports/results.html", reportHtml(report));
    write("reports/results.ipynb", reportNotebook(report));
    return 0;
  } catch (error) {
    const isUsage = error instanceof TypeError && "code" in error; // of parseArgs
    if (!isUserError(error) && !isUsage) throw error;
    print(isUsage ? `triptych report: ${error.message}\n\n${usage}` : error.message);
    return 2;
  }
}

/** Copies records to those that are kept; lists what was written. */
async function keep(name: string, root: string): Promise<readonly string[]> {
  const write = (file: string, text: string) => {
    writeFile(join(root, "docs/records", file), text);
    return `docs/records/${file}`;
  };
  if (name === "notebooks") {
    return [
      write("claims.json", toJson({ claims: readClaims(root, true) })),
      write("durations.json", toJson(readDurations(root))),
    ];
  }
  const source = join(name, "results.jsonl");
  if (!existsSync(source)) {
    throw new ConfigError(
      `triptych report: --keep must name a folder with results.jsonl, or "notebooks", got "${name}". Run it first.`,
    );
  }
  const kept = await keptRecords(source);
  return [write(`${kept.name}.jsonl`, kept.text)];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}
