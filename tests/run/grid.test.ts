import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { CellConfig } from "../../src/borat/experiments/cell.ts";
import { ConfigError } from "../../src/core/index.ts";
import { type GridEvent, readResults, runGrid } from "../../src/run/index.ts";

const base: CellConfig = {
  dataset: "digits",
  train: 60,
  test: 40,
  model: { name: "mlp", hidden: [8] },
  method: "borat",
  epochs: 2,
  batchSize: 10,
};
const cells = [
  { ...base, eta: 0.1 },
  { ...base, eta: 1 },
];
/** Valid settings that no machine can run. */
const failing = { ...base, train: 5000 };

let output: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "triptych-grid-"));
});
afterEach(() => rmSync(output, { recursive: true }));

const results = () => join(output, "results.jsonl");

/** Runs here and tells what became of each cell. */
async function runAndWatch(configs: readonly unknown[], perProcess = false) {
  const events: GridEvent[] = [];
  const onEvent = (event: GridEvent) => events.push(event);
  const records = await runGrid(configs, { output, perProcess, saveEvery: 5, onEvent });
  const kinds = events.filter(({ kind }) => kind !== "notice");
  return { records, kinds: kinds.map(({ kind, index }) => `${kind} ${index}`) };
}

describe("runGrid", () => {
  it("writes a line for each cell: settings, result, data, versions, device, time, memory", async () => {
    const { records } = await runAndWatch(cells);
    const lines = readFileSync(results(), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(records);
    expect(records[0]).toMatchObject({
      status: "done",
      job: "cell",
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      config: { ...base, eta: 0.1, seed: 0 },
      result: { failed: false, epochs: [{ epoch: 1 }, { epoch: 2 }] },
      data: { name: "digits", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      versions: { triptych: expect.any(String), node: process.versions.node },
      device: expect.stringMatching(/^[CG]PU$/),
    });
    expect(await readResults(results())).toEqual(records);
  });

  it("skips what is done already and keeps no checkpoint of it", async () => {
    const first = await runAndWatch(cells.slice(0, 1));
    const second = await runAndWatch(cells);
    expect(first.kinds).toEqual(["started 0", "ended 0"]);
    expect(second.kinds).toEqual(["skipped 0", "started 1", "ended 1"]);
    expect(second.records[0]).toEqual(first.records[0]);
    expect(readdirSync(join(output, "checkpoints"))).toEqual([]);
  });

  it("runs equal cells once, however they are written", async () => {
    const { records, kinds } = await runAndWatch([base, { seed: 0, ...base, augment: false }]);
    expect(records).toHaveLength(1);
    expect(kinds).toEqual(["started 0", "ended 0"]);
  });

  it("writes a half-written last line again", async () => {
    const { records } = await runAndWatch(cells);
    const text = readFileSync(results(), "utf8");
    writeFileSync(results(), text.slice(0, -20));
    const again = await runAndWatch(cells);
    expect(again.kinds).toEqual(["skipped 0", "started 1", "ended 1"]);
    expect((await readResults(results())).map(({ hash }) => hash)).toEqual(
      records.map(({ hash }) => hash),
    );
    expect(readFileSync(results(), "utf8").trimEnd().split("\n")).toHaveLength(2);
  });

  it("names a line in the middle that is no record", async () => {
    await runAndWatch(cells.slice(0, 1));
    appendFileSync(results(), "rubbish\n");
    await expect(runAndWatch(cells)).rejects.toThrow(/line 2 of .*results\.jsonl.*got rubbish/);
  });

  it("records a failure with its message, runs the others, and tries again later", async () => {
    const { records } = await runAndWatch([failing, ...cells.slice(0, 1)]);
    expect(records[0]).toMatchObject({
      status: "failed",
      error: expect.stringContaining("at most 1797"),
    });
    expect(records[1]).toMatchObject({ status: "done" });
    const again = await runAndWatch([failing, ...cells.slice(0, 1)]);
    expect(again.kinds).toEqual(["skipped 1", "started 0", "ended 0"]);
  });

  describe("with a job of one's own", () => {
    const runOwn = async (body: string) => {
      const job = join(output, "own.mjs");
      writeFileSync(
        job,
        `export const job = {
          schema: {}, parse: (config) => config, describe: () => "own", summarize: () => "",
          run: async (config, { onNotice, onMetrics }) => { ${body} },
        };`,
      );
      return (await runGrid([{}], { output, job }))[0];
    };

    it.each([
      { body: "return { result: 1 };", message: "must give { result, data }" },
      { body: "return 1;", message: "must give { result, data }" },
      { body: 'onMetrics(1, { loss: "low" });', message: "must tell lines of text, and numbers" },
      { body: "onNotice(1);", message: "must tell lines of text, and numbers" },
    ])("records a failure of one that says: $body", async ({ body, message }) => {
      expect(await runOwn(body)).toMatchObject({
        status: "failed",
        error: expect.stringContaining(message),
      });
    });

    it("records one without a result so that it can be read back", async () => {
      const record = await runOwn("return { data: [] };");
      expect(record).toMatchObject({ status: "done", result: null });
      expect(await readResults(results())).toEqual([record]);
    });
  });

  it("refuses settings that are not valid before it runs any", async () => {
    const wrong = runAndWatch([...cells, { ...base, eta: -1 }]);
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow("cell 2");
    expect(readdirSync(output)).toEqual([]);
  });

  it("stops at the signal with its reason, and goes on from the checkpoint", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const cell = { ...base, epochs: 8 };
    const options = { output, perProcess: false, saveEvery: 2 };
    const whole = await runGrid([cell], { output: join(output, "whole"), perProcess: false });
    const running = runGrid([cell], {
      ...options,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === "notice" && event.line.startsWith("epoch 3/")) controller.abort(reason);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(await readResults(results())).toEqual([]);
    const notices: string[] = [];
    const records = await runGrid([cell], {
      ...options,
      onEvent: (event) => event.kind === "notice" && notices.push(event.line),
    });
    expect(notices[0]).toMatch(/^epoch [34]\//);
    expect(curveOf(records[0])).toEqual(curveOf(whole[0]));
  });

  it("runs cells in processes of their own, two at a time, with the same results", async () => {
    const here = await runAndWatch(cells);
    const there = await runGrid([...cells, failing], {
      output: join(output, "there"),
      concurrency: 2,
    });
    const lossOf = (record: unknown) => resultSchema.parse(record).result.loss;
    for (const [i, record] of here.records.entries()) {
      expect(lossOf(there[i])).toBeCloseTo(lossOf(record), 4); // built at another time, maybe
    }
    expect(there[2]).toMatchObject({
      status: "failed",
      error: expect.stringContaining("at most 1797"),
    });
  });
});

const resultSchema = z.object({ result: z.object({ loss: z.number() }) });

/** What does not depend on the time. */
function curveOf(record: unknown): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value) =>
      ["seconds", "time", "peakMemory", "git"].includes(key) ? 0 : value,
    ),
  );
}
