import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runNoise } from "../../src/lsrl/index.ts";
import { type GridEvent, runGrid } from "../../src/run/index.ts";
import { noiseJob } from "../../src/run/noise-job.ts";

const config = {
  program: "vec2vec",
  conditionals: ["direct", "mul"],
  sigmas: [0, 1e-3],
  seeds: [0, 1],
  gridSize: 2,
} as const;

let output: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "triptych-noise-"));
});
afterEach(() => rmSync(output, { recursive: true }));

const networks = (events: readonly GridEvent[]) =>
  events.flatMap((event) => (event.kind === "notice" ? [event.line] : []));

describe("the noise experiment in a grid", () => {
  it("goes on after a stop with the networks that are left, to the same rows", async () => {
    const { rows } = await runNoise(
      { ...config, conditionals: [...config.conditionals], sigmas: [0, 1e-3], seeds: [0, 1] },
      { numWorkers: 0 },
    );
    const stop = new AbortController();
    const options = { job: "noise", output, perProcess: false, saveEvery: 1 };
    const first: GridEvent[] = [];
    const stopped = runGrid([config], {
      ...options,
      signal: stop.signal,
      onEvent: (event) => {
        first.push(event);
        if (networks(first).length === 3) stop.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    const second: GridEvent[] = [];
    const onEvent = (event: GridEvent) => second.push(event);
    const [record] = await runGrid([config], { ...options, onEvent });
    expect(record).toMatchObject({ status: "done", data: [], result: { rows } });
    // The last save may have come after the stop.
    expect(networks(second).length).toBeLessThan(4);
    expect(networks(second).at(-1)).toBe("network 4 of 4");
  });

  it("stops with the reason when it can not be saved", async () => {
    const save = async () => {
      throw new Error("no space left");
    };
    const running = noiseJob.run(noiseJob.parse(config), {
      onNotice: () => {},
      signal: new AbortController().signal,
      openCheckpoints: () => ({ load: async () => undefined, save }),
    });
    await expect(running).rejects.toThrow("no space left");
  });
});
