import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flattenRun } from "../../../src/report/explorer/flatten.ts";
import { packRuns } from "../../../src/report/explorer/pack.ts";
import { commandOf, openRuns } from "../../../src/report/explorer/page/columns.js";
import { readRuns } from "../../../src/report/explorer/read-lines.ts";
import { getJob } from "../../../src/run/registry.ts";
import { assign } from "../../../src/run/settings.ts";

const root = join(import.meta.dirname, "../../..");

/** The arguments of each command, as a shell splits them. */
function argumentsOf(commands: readonly string[]): readonly (readonly string[])[] {
  const script = commands.map((command) => `printf '%s\\n' ${command}; printf '\\f'`).join("\n");
  const printed = execFileSync("sh", { input: script, encoding: "utf8", maxBuffer: 2 ** 24 });
  return printed.split("\f").map((lines) => lines.trimEnd().split("\n"));
}

describe("the command that the explorer gives for a run", () => {
  it("has the settings of that run, for each that is kept with the project", async () => {
    const folders = ["docs/records", "notebooks/fit/results"];
    const records = readRuns(folders.map((folder) => join(root, folder)));
    const { meta, data } = packRuns(records.map((record) => flattenRun(record)));
    const runs = openRuns(JSON.parse(JSON.stringify(meta)), data);
    const commands = argumentsOf(records.map((_, run) => commandOf(runs, run)));
    for (const [run, { config }] of records.entries()) {
      const [npx, triptych, command, name = "", ...words] = commands[run]!;
      expect([npx, triptych, command]).toEqual(["npx", "triptych", "run"]);
      const job = await getJob(name);
      const values = words.filter((word) => word !== "--set");
      expect(job.parse(assign(job, {}, values))).toEqual(job.parse(config));
    }
  });
});
