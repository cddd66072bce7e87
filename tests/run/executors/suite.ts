import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Executor, type GridEvent, readResults, runGrid } from "../../../src/run/index.ts";

/** The kind of run that tests are made with, as a configuration names it. */
export const countingJob = relative(process.cwd(), join(import.meta.dirname, "counting-job.mjs"));

/** What an executor can do, where not all can. */
export interface Abilities {
  /** Whether a trial has a process of its own, whose loss the executor survives. */
  readonly hasProcesses: boolean;
  /** Whether a new try finds the checkpoint of the last. */
  readonly keepsCheckpoints: boolean;
}

/** A folder of a test's own, with what its trials write. */
export function createBench() {
  const folder = mkdtempSync(join(tmpdir(), "triptych-executor-"));
  const output = join(folder, "out");
  const log = join(folder, "log");
  return {
    folder,
    output,
    log,
    trials: (count: number, settings: object = {}) =>
      Array.from({ length: count }, (_, number) => ({ number, log, ...settings })),
    /** Lines that trials wrote. */
    logged: (kind: "start" | "end") =>
      (existsSync(log) ? readFileSync(log, "utf8") : "")
        .split("\n")
        .filter((line) => line.startsWith(kind)),
    /** Lines of the record. */
    recorded: () => {
      const path = join(output, "results.jsonl");
      const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
      return lines.map((line): { hash: string; status: string } => JSON.parse(line));
    },
    remove: () => rmSync(folder, { recursive: true, maxRetries: 5 }),
  };
}

/** What each executor must do. */
export function describeExecutor(
  name: string,
  create: () => Executor,
  { hasProcesses, keepsCheckpoints }: Abilities,
): void {
  describe(name, () => {
    let bench: ReturnType<typeof createBench>;
    beforeEach(() => {
      bench = createBench();
    });
    afterEach(() => bench.remove());

    const run = async (
      configs: readonly unknown[],
      options: { signal?: AbortSignal; onEvent?: (event: GridEvent) => void } = {},
    ) => {
      const { output } = bench;
      const job = countingJob;
      return await runGrid(configs, { job, output, executor: create(), saveEvery: 1, ...options });
    };

    it("writes one record for each trial, with what it found", async () => {
      const records = await run(bench.trials(5));
      const squares = [0, 1, 4, 9, 16].map((square) => ({ status: "done", result: { square } }));
      expect(records).toMatchObject(squares);
      expect(bench.recorded()).toHaveLength(5);
      expect(new Set(bench.recorded().map(({ hash }) => hash)).size).toBe(5);
      expect(bench.logged("end").sort()).toEqual(["end 0", "end 1", "end 2", "end 3", "end 4"]);
    });

    it("runs nothing that is done", async () => {
      await run(bench.trials(2));
      const ended: number[] = [];
      await run(bench.trials(3), {
        onEvent: ({ kind, index }) => kind === "ended" && ended.push(index),
      });
      expect(ended).toEqual([2]);
      expect(bench.logged("start")).toHaveLength(3);
    });

    it("records a trial that fails, with its message, and the others", async () => {
      const [first, second] = await run([
        { ...bench.trials(1)[0], fails: true },
        { ...bench.trials(2)[1] },
      ]);
      expect(first).toMatchObject({ status: "failed", error: "number 0 fails" });
      expect(second).toMatchObject({ status: "done", result: { square: 1 } });
    });

    it.runIf(hasProcesses)("runs a trial again whose process was killed", async () => {
      const diesOnce = join(bench.folder, "died");
      const [record] = await run(bench.trials(1, { steps: 4, diesOnce }));
      expect(record).toMatchObject({ status: "done", result: { square: 0 } });
      const starts = bench.logged("start").map((line) => line.replace(/ by .*/, ""));
      expect(starts).toEqual(["start 0 at 0", `start 0 at ${keepsCheckpoints ? 2 : 0}`]);
      expect(bench.recorded()).toHaveLength(1);
    });

    it.runIf(hasProcesses)("gives up a trial whose process is killed each time", async () => {
      const [record] = await run(bench.trials(1, { dies: true }));
      expect(record).toMatchObject({ status: "failed" });
      expect(bench.logged("start").length).toBeGreaterThan(1);
      expect(bench.recorded()).toHaveLength(1);
    });

    it("stops at the signal with its reason, and goes on afterwards", async () => {
      const controller = new AbortController();
      const reason = new Error("enough");
      const trials = bench.trials(3, { ms: 50, steps: 4 });
      const stopped = run(trials, {
        signal: controller.signal,
        onEvent: ({ kind }) => kind === "ended" && controller.abort(reason),
      });
      await expect(stopped).rejects.toBe(reason);
      const records = await run(trials);
      expect(records.map(({ status }) => status)).toEqual(["done", "done", "done"]);
      expect(bench.recorded()).toHaveLength(3);
      const results = await readResults(join(bench.output, "results.jsonl"));
      expect(new Set(results.map(({ hash }) => hash))).toEqual(
        new Set(records.map(({ hash }) => hash)),
      );
    });
  });
}
