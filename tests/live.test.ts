import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runLive, sweepLive, watch } from "../index.ts";
import { setHost } from "../kernel/display/index.ts";
import type { Output } from "../kernel/evaluate/types.ts";
import { countingJob } from "./run/executors/suite.ts";

let folder: string;
let outputs: Output[];
let cell: AbortController;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-live-"));
  outputs = [];
  cell = new AbortController();
  setHost({ publish: (output) => void outputs.push(output), signal: () => cell.signal });
});
afterEach(() => {
  setHost(undefined);
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const settings = (number: number, more: object = {}) => ({
  number,
  log: join(folder, "log"),
  ...more,
});
const options = () => ({ output: join(folder, "run") });
const texts = () =>
  outputs.flatMap((output) => (output.type === "display" ? [output.data["text/plain"]] : []));
const messages = () =>
  outputs.flatMap((output) => (output.type === "comm" ? [JSON.stringify(output.message)] : []));

describe("runLive", () => {
  it("returns the record, and draws the numbers of each step while they come", async () => {
    const record = await runLive(countingJob, settings(3, { steps: 4, ms: 60 }), options());
    expect(record).toMatchObject({ status: "done", result: { square: 9 } });
    expect(messages().some((text) => text.includes('"number 3":[1]'))).toBe(true);
    expect(texts().some((text) => /0\/1.* now=number 3: step \d/.test(String(text)))).toBe(true);
    expect(texts().some((text) => /1\/1/.test(String(text)))).toBe(true);
  });

  it("leaves a figure of all points in the notebook's file", async () => {
    await runLive(countingJob, settings(3, { steps: 3 }), options());
    const last = outputs.findLast((output) => output.type === "display" && output.update);
    expect(last).toMatchObject({ data: { "text/html": expect.stringMatching(/\[1,4,9\]/) } });
  });

  it("reads a run that is done back", async () => {
    const first = await runLive(countingJob, settings(3), options());
    await expect(runLive(countingJob, settings(3), options())).resolves.toEqual(first);
    expect(readFileSync(join(folder, "log"), "utf8").match(/start/g)).toHaveLength(1);
  });

  it("stops when the cell is interrupted, and goes on where it was", async () => {
    const wanted = settings(3, { steps: 40, ms: 100 });
    const often = { ...options(), saveEvery: 1 };
    const running = runLive(countingJob, wanted, often);
    const stopped = expect(running).rejects.toMatchObject({ name: "AbortError" });
    const checkpoints = join(folder, "run/checkpoints");
    const hasSaved = () =>
      existsSync(checkpoints) &&
      readdirSync(checkpoints).some((name) => name.endsWith(".safetensors")); // a partial file does not
    await expect.poll(hasSaved, { timeout: 25_000 }).toBe(true);
    cell.abort();
    expect(existsSync(join(folder, "run/lock"))).toBe(false);
    await stopped;
    cell = new AbortController();
    const record = await runLive(countingJob, wanted, often);
    expect(record.result).toMatchObject({ square: 9 });
    const starts = readFileSync(join(folder, "log"), "utf8").match(/start 3 at \d+/g);
    expect(starts?.map((line) => Number(line.split(" ").at(-1)))).toEqual([
      0,
      expect.toSatisfy((step: number) => step > 0),
    ]);
  }, 60_000);

  it("says why a run failed", async () => {
    const failing = runLive(countingJob, settings(3, { fails: true }), options());
    await expect(failing).rejects.toThrow("number 3 fails");
  });

  it("prints lines where there is no page", async () => {
    setHost(undefined);
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    await runLive(countingJob, settings(3), options());
    expect(lines).toEqual([
      "[1/1] number 3: starts",
      "[1/1] number 3: step 1",
      expect.stringMatching(/^\[1\/1\] number 3: done in /),
    ]);
  });
});

describe("sweepLive", () => {
  it("draws a line for each run", async () => {
    const configs = [3, 4].map((number) => settings(number, { steps: 2 }));
    const records = await sweepLive(countingJob, configs, options());
    expect(records.map(({ result }) => result)).toMatchObject([{ square: 9 }, { square: 16 }]);
    const last = outputs.findLast((output) => output.type === "display" && output.update);
    expect(last).toMatchObject({
      data: { "text/html": expect.stringMatching(/number 3.*number 4/s) },
    });
  });
});

describe("sweepLive of runs that are described alike", () => {
  it("draws a line for each too", async () => {
    const configs = [0, 1].map((ms) => settings(3, { steps: 2, ms }));
    await sweepLive(countingJob, configs, options());
    const last = outputs.findLast((output) => output.type === "display" && output.update);
    expect(last).toMatchObject({
      data: {
        "text/plain": expect.stringMatching(/number 3: 2 points.*\n.*number 3 \(run 2\): 2 points/),
      },
    });
  });
});

describe("watch", () => {
  const study = async ({ onMetric }: { onMetric: (metric: Metric) => void }) => {
    for (let run = 0; run < 3; run++) onMetric({ run, numRuns: 3, loss: 0.5 });
    return "result";
  };
  interface Metric {
    readonly run: number;
    readonly numRuns: number;
    readonly loss: number;
  }

  it("counts the runs of a study, shows what is drawn of it, and returns its result", async () => {
    const drawn: number[] = [];
    const draw = ({ run }: Metric) => `drawing ${drawn.push(run)} of run ${run}`;
    await expect(watch("study", study, draw)).resolves.toBe("result");
    expect(drawn).toEqual([0, 2]); // at once, and at the end
    expect(texts().some((text) => /study: .*3\/3.*loss=0\.5/.test(String(text)))).toBe(true);
    expect(String(texts().at(-1))).toContain("drawing 2 of run 2");
  });

  it("gives the study the signal of the cell", async () => {
    const running = watch("study", async ({ signal }) => {
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    });
    cell.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});
