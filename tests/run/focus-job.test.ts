import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FocusRunConfig } from "../../src/fit/experiments/config.ts";
import { adapterPath, type GridRecord, readResults, runGrid } from "../../src/run/index.ts";
import { writeTinyModel } from "./tiny-model.ts";

const command = join(import.meta.dirname, "../../dist/cli.js");

let folder: string;
let run: FocusRunConfig;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-focus-"));
  run = {
    model: writeTinyModel(join(folder, "model")),
    task: "shans",
    test: { size: 8, types: [0, 4] },
    validationSize: 4,
    training: { numSteps: 6, batchSize: 4, validateEvery: 2, lora: { rank: 2, dropout: 0.1 } },
  };
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

/** Runs a grid of focus runs here. */
async function runHere(
  configs: readonly unknown[],
  output: string,
  { signal, onNotice }: { signal?: AbortSignal; onNotice?: (line: string) => void } = {},
) {
  return await runGrid(configs, {
    job: "focus",
    output,
    perProcess: false,
    saveEvery: 2,
    signal,
    onEvent: (event) => event.kind === "notice" && onNotice?.(event.line),
  });
}

/** What does not depend on the time. */
function timeless(record: GridRecord | undefined): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value) =>
      ["seconds", "testSeconds", "time", "peakMemory", "git"].includes(key) ? 0 : value,
    ),
  );
}

const weightsOf = (output: string, hash: string) =>
  readFileSync(join(adapterPath({ output, hash }), "adapter_model.safetensors"));

describe("focus runs in a grid", () => {
  it("write down result, data and adapter, then are skipped", async () => {
    const output = join(folder, "out");
    const untuned: FocusRunConfig = { ...run, training: null };
    const [tested, trained] = await runHere([untuned, run], output);
    expect(tested).toMatchObject({
      status: "done",
      job: "focus",
      config: { ...untuned, numShots: 0 },
      result: { tests: [{ values: "seen", phrasing: "known" }] },
    });
    expect(trained).toMatchObject({
      status: "done",
      data: [
        { name: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { name: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
      result: { training: { steps: { length: 6 }, validations: { length: 3 } } },
    });
    expect(readdirSync(join(output, "adapters"))).toEqual([trained?.hash]);
    expect(readdirSync(adapterPath({ output, hash: trained!.hash })).sort()).toEqual([
      "README.md",
      "adapter_config.json",
      "adapter_model.safetensors",
    ]);
    expect(readdirSync(join(output, "checkpoints"))).toEqual([]);
    const notices: string[] = [];
    const again = await runHere([untuned, run], output, { onNotice: (line) => notices.push(line) });
    expect(again).toEqual([tested, trained]);
    expect(notices).toEqual([]);
  });

  it("give the same adapter and record whether they were stopped or not", async () => {
    const [whole] = await runHere([run], join(folder, "whole"));
    const output = join(folder, "stopped");
    const stop = new AbortController();
    const reason = new Error("enough");
    const stopped = runHere([run], output, {
      signal: stop.signal,
      onNotice: (line) => line.startsWith("validation at step 4") && stop.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    expect(readdirSync(join(output, "checkpoints"))).toEqual([`${whole?.hash}.safetensors`]);
    expect(existsSync(join(output, "adapters"))).toBe(false);
    const notices: string[] = [];
    const [resumed] = await runHere([run], output, { onNotice: (line) => notices.push(line) });
    expect(notices[0]).toMatch(/^training 5\/6, loss [\d.]+$/);
    expect(timeless(resumed)).toEqual(timeless(whole));
    expect(weightsOf(output, whole!.hash)).toEqual(weightsOf(join(folder, "whole"), whole!.hash));
  });
});

describe("triptych sweep", () => {
  /** Runs the command; kills it after the line that tells of a validation. */
  async function runSweep(args: readonly string[], killAfter?: string) {
    const child = spawn(process.execPath, [command, "sweep", "--experiment", "focus", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      if (killAfter !== undefined && line.includes(killAfter)) child.kill("SIGKILL");
    }
    await closed;
    return child.exitCode;
  }

  it("goes on with the same adapter and record after SIGKILL", async () => {
    const config = join(folder, "config.json");
    const [output, whole] = [join(folder, "out"), join(folder, "whole")];
    const { model = "", ...rest } = run;
    writeFileSync(config, JSON.stringify(rest));
    const args = [config, "--save-every", "1", "--set", `model=${model}`, "--out"];
    expect(await runSweep([...args, output], "validation at step 4")).not.toBe(0);
    expect(await readResults(join(output, "results.jsonl"))).toEqual([]);
    expect(await runSweep([...args, output, "--resume"])).toBe(0);
    expect(await runSweep([...args, whole])).toBe(0);
    const [resumed] = await readResults(join(output, "results.jsonl"));
    const [expected] = await readResults(join(whole, "results.jsonl"));
    expect(timeless(resumed)).toEqual(timeless(expected));
    expect(weightsOf(output, expected!.hash)).toEqual(weightsOf(whole, expected!.hash));
  }, 120_000);
});
