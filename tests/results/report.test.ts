import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  createReport,
  readRecordSet,
  reportMarkdown,
  reportPath,
} from "../../src/results/index.ts";
import { keptRecords } from "../../src/results/keep.ts";
import { showLines } from "../../src/results/results-table.ts";
import { resultsTables } from "../../src/results/tables/index.ts";

const root = join(import.meta.dirname, "../..");

describe("the report", () => {
  it("is in docs as the kept records give it", async () => {
    const report = reportMarkdown(createReport(await readRecordSet({ root })));
    const isSame = readFileSync(join(root, reportPath), "utf8") === report;
    expect(isSame, `${reportPath} is old: npx triptych report writes it anew`).toBe(true);
  });

  it("names commands whose configuration is there", async () => {
    const records = await readRecordSet({ root });
    const commands = resultsTables.flatMap(({ lines }) =>
      lines(records).map(({ command }) => command),
    );
    const paths = commands.map((command) => /\S+\.(json|py)/.exec(command)?.[0] ?? command);
    expect([...new Set(paths)].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("passes over what is no run directory in runs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    mkdirSync(join(folder, "runs/stopped"), { recursive: true });
    writeFileSync(join(folder, "runs/notes.txt"), "");
    const { runs } = await readRecordSet({ root: folder, isLocal: true });
    rmSync(folder, { recursive: true });
    expect(runs).toEqual([]);
  });

  it("has no id twice", () => {
    const ids = resultsTables.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("showLines", () => {
  const run = (hash: string, value: number) => ({ run: hash, value, device: "CPU" });

  it("gives mean and sample deviation, how many runs, and which", () => {
    const values = [run("0123456789abcdef", 1), run("fedcba9876543210", 3)];
    const [line] = showLines([{ what: "x", paper: "2", values, command: "make" }]);
    // Mean 2; squares 1 + 1, divided by n - 1 = 1: the deviation is the root of 2.
    expect(line).toEqual({
      "": "x",
      paper: "2",
      ours: "2.0 ± 1.4 (n = 2)",
      device: "CPU",
      command: "make",
      "run ids": "01234567, fedcba98",
    });
  });

  it("says that runs are missing", () => {
    const [line] = showLines([{ what: "x", values: [], command: "make" }]);
    expect(line).toMatchObject({ paper: "–", ours: "missing", command: "make", "run ids": "–" });
  });
});

describe("keptRecords", () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("thins out the course of a run and keeps its end", async () => {
    const epochs = Array.from({ length: 40 }, (_, i) => ({ epoch: i + 1, loss: 1 / 3 }));
    const config = { eta: 1 / 3 };
    const record = {
      ...{ hash: "a", job: "cell", config, time: "2026", seconds: 1, status: "done" },
      ...{ result: { accuracy: 2 / 3, epochs }, data: [], device: "CPU", peakMemory: 123456789 },
      versions: { triptych: "1", node: "20", tfjs: "4" },
    };
    mkdirSync(join(folder, "mine"));
    const path = join(folder, "mine", "results.jsonl");
    writeFileSync(path, `${JSON.stringify(record)}\n`);
    const { name, text } = await keptRecords(path);
    const kept: unknown = JSON.parse(text);
    expect(name).toBe("mine");
    expect(kept).toMatchObject({ config, peakMemory: 123456789, result: { accuracy: 0.66667 } });
    const { result } = kept as { result: { epochs: { epoch: number; loss: number }[] } };
    expect(result.epochs).toHaveLength(10);
    expect(result.epochs[0]).toEqual({ epoch: 1, loss: 0.33333 });
    expect(result.epochs.at(-1)?.epoch).toBe(40);
  });
});
