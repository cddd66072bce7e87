import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CellConfig } from "../../src/borat/experiments/cell.ts";
import { createRandom } from "../../src/core/index.ts";
import { readResults, runCommand, runGrid } from "../../src/run/index.ts";

const root = join(import.meta.dirname, "../..");
const command = join(root, "dist/cli.js");
const tiny = join(root, "configs/borat/tiny.json");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-command-"));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runCommand("sweep", args, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

describe("sweepCommand", () => {
  it("shows how it is used", async () => {
    expect((await run("--help")).code).toBe(0);
    const { code, text } = await run();
    expect(code).toBe(2);
    expect(text).toContain("npx triptych sweep <config.json>");
  });

  it("lists the cells in a dry run and writes nothing", async () => {
    const { code, text } = await run(tiny, "--dry-run", "--out", join(folder, "out"));
    expect(code).toBe(0);
    expect(text).toMatch(/0 {2}[0-9a-f]{16} {2}digits, mlp, borat-3, eta 0\.1, seed 0/);
    expect(text).toContain("3 cells");
    expect(await readResults(join(folder, "out/results.jsonl"))).toEqual([]);
  });

  it("runs chosen cells, then refuses the folder, then goes on in it with --resume", async () => {
    const out = ["--out", join(folder, "out")];
    const first = await run(tiny, ...out, "--cells", "1");
    expect(first.text).toContain("1 of 1 cells done");
    const second = await run(tiny, ...out);
    expect(second.code).toBe(2);
    expect(second.text).toContain("--resume");
    const third = await run(tiny, ...out, "--cells", "1", "--resume");
    expect(third.code).toBe(0);
    expect(third.text).toContain("eta 1, seed 0: is done already");
    expect(third.text).toContain("1 of 1 cells done");
  });

  it("ends with 1 if a cell failed, and tells why", async () => {
    const config = join(folder, "config.json");
    writeFileSync(
      config,
      JSON.stringify({
        experiment: "cell",
        dataset: "digits",
        train: 5000,
        model: { name: "mlp" },
        method: "sgd",
        epochs: 1,
        batchSize: 10,
      }),
    );
    const { code, text } = await run(config, "--out", join(folder, "out"));
    expect(code).toBe(1);
    expect(text).toMatch(/FAILED after .*at most 1797/);
  });

  it.each([
    { args: ["missing.json"], message: "missing.json must be a JSON file" },
    { args: [tiny, "--cells", "7"], message: "--cells" },
    { args: [tiny, "--cells", "x"], message: '--cells must be an integer >= 0, got "x"' },
    { args: [tiny, "--cells", "1,"], message: '--cells must be an integer >= 0, got ""' },
    { args: [tiny, "--jobs", "0"], message: "--jobs" },
    { args: [tiny, "--outt", "x"], message: "'--outt'" },
    { args: [tiny, tiny], message: "one configuration" },
  ])("refuses $args", async ({ args, message }) => {
    const { code, text } = await run(...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});

describe("the configurations of the papers", () => {
  const folderOfConfigs = join(root, "configs");
  const configs = readdirSync(folderOfConfigs, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folderOfConfigs, name));

  it.each(configs)("are cells of the experiment that they name: %s", async (config) => {
    const { code, text } = await run(config, "--dry-run", "--out", join(folder, "out"));
    expect(code).toBe(0);
    expect(text).toMatch(/^ +0 {2}[0-9a-f]{16} {2}\S/);
  });

  it("take the model that is given into all cells", async () => {
    const config = join(folderOfConfigs, "fit/tiny.json");
    const args = [
      config,
      "--dry-run",
      "--out",
      join(folder, "out"),
      "--set",
      "model=some/My-Model",
    ];
    expect((await run(...args)).text).toMatch(/My-Model, ss, untuned[\s\S]*My-Model, ss, fit/);
  });
});

describe("triptych sweep", () => {
  const cell: CellConfig = {
    dataset: "digits",
    train: 200,
    validation: 50,
    test: 100,
    model: { name: "mlp", hidden: [16], batchNorm: true },
    method: "borat",
    eta: 0.3,
    epochs: 60,
    batchSize: 16,
  };

  /** Runs the command; kills it so many ms after a line of an epoch. */
  async function spawnSweep(args: readonly string[], killAt?: { epoch: number; ms: number }) {
    const child = spawn(process.execPath, [command, "sweep", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      if (killAt && line.includes(`epoch ${killAt.epoch}/`)) {
        await new Promise((resolve) => setTimeout(resolve, killAt.ms));
        child.kill("SIGKILL");
      }
    }
    await closed;
    return child.exitCode;
  }

  it.each([7])(
    "goes on with the same curve after SIGKILL at a random moment (seed %i)",
    async (seed) => {
      const config = join(folder, "config.json");
      const out = join(folder, "out");
      writeFileSync(config, JSON.stringify({ experiment: "cell", ...cell }));
      const random = createRandom(seed);
      const killAt = { epoch: 1 + random.integer(20), ms: random.integer(15) };
      const args = [config, "--out", out, "--save-every", "7"];
      expect(await spawnSweep(args, killAt)).not.toBe(0);
      expect(await readResults(join(out, "results.jsonl"))).toEqual([]);
      expect(await spawnSweep([...args, "--resume"])).toBe(0);
      const [resumed] = await readResults(join(out, "results.jsonl"));
      const [whole] = await runGrid([cell], { output: join(folder, "whole") });
      expect(curveOf(resumed)).toEqual(curveOf(whole));
    },
  );
});

function curveOf(record: unknown): unknown {
  return JSON.parse(
    JSON.stringify(record, (key, value) =>
      ["seconds", "time", "peakMemory", "git"].includes(key) ? 0 : value,
    ),
  );
}
