import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inProcessExecutor } from "../../../src/run/executors/local.ts";
import { localExecutor, runGrid } from "../../../src/run/index.ts";
import { countingJob, createBench, describeExecutor } from "./suite.ts";

describeExecutor("local, in processes", () => localExecutor({ concurrency: 2 }), {
  hasProcesses: true,
  keepsCheckpoints: true,
});

describeExecutor("local, in this process", () => inProcessExecutor, {
  hasProcesses: false,
  keepsCheckpoints: true,
});

describe("localExecutor", () => {
  let bench: ReturnType<typeof createBench>;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.remove());

  it("starts a trial only while there is memory for it", async () => {
    // Room for one and a half: the second must wait for the end of the first.
    const machine = { available: () => 1.5e9, residentOf: () => ({ now: 0, peak: 0 }) };
    const executor = localExecutor({ concurrency: 2, memory: 1e9, machine });
    await runGrid(bench.trials(3, { ms: 20 }), {
      job: countingJob,
      output: bench.output,
      executor,
    });
    const kinds = readFileSync(bench.log, "utf8").trimEnd().split("\n");
    expect(kinds.map((line) => line.split(" ", 1)[0])).toEqual(
      [0, 1, 2].flatMap(() => ["start", "end"]),
    );
  });

  it("refuses a number of places that is none", () => {
    expect(() => localExecutor({ concurrency: 0 })).toThrow("concurrency must be an integer >= 1");
  });
});
