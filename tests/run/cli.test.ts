import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRuns } from "../../src/report/explorer/read-lines.ts";
import { type RunCommandName, runCommand } from "../../src/run/cli/index.ts";
import { lockRun } from "../../src/run/run-lock.ts";
import { countingJob } from "./executors/suite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "triptych-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

async function call(command: RunCommandName, ...args: string[]) {
  const lines: string[] = [];
  const code = await runCommand(command, args, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

const runs = () => join(folder, "runs");
const run = (number: number, ...more: string[]) => {
  const settings = ["--set", `number=${number}`, "--set", `log=${join(folder, "log")}`];
  return call("run", countingJob, ...settings, "--out", join(runs(), String(number)), ...more);
};

describe("triptych run", () => {
  it("makes a run directory that repeats nothing", async () => {
    const first = await run(7);
    expect(first.code).toBe(0);
    expect(first.text).toContain("square 49");
    const config: unknown = JSON.parse(readFileSync(join(runs(), "7/config.json"), "utf8"));
    expect(config).toMatchObject({ experiment: countingJob, cells: [{ number: 7, steps: 1 }] });
    const second = await run(7);
    expect(second.text).toMatch(/is done already[\s\S]*square 49/);
    expect(readFileSync(join(folder, "log"), "utf8").match(/start/g)).toHaveLength(1);
  });

  it("leaves a directory that another process writes to as it is", async () => {
    await run(7);
    const config = () => readFileSync(join(runs(), "7/config.json"), "utf8");
    const before = config();
    const unlock = await lockRun(join(runs(), "7"));
    const { code, text } = await run(7, "--set", "ms=1");
    unlock();
    expect(code).toBe(2);
    expect(text).toContain("must be free");
    expect(config()).toBe(before);
  });

  it("ends with 1 if the run fails", async () => {
    const { code, text } = await run(1, "--set", "fails=true");
    expect(code).toBe(1);
    expect(text).toContain("number 1 fails");
  });

  it("tells in a line that its directory can not be made", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { code, text } = await call(
      "run",
      countingJob,
      "--set",
      "number=1",
      "--set",
      "log=x",
      "--out",
      join(file, "out"),
    );
    expect(code).toBe(2);
    expect(text).toMatch(/^ENOTDIR: not a directory.*file\/out'$/);
  });

  it("tells its experiments, and the settings of one", async () => {
    expect((await call("run")).text).toMatch(/cell .*BORAT[\s\S]*focus .*FIT[\s\S]*noise .*LSRL/);
    expect((await call("run", countingJob, "--help")).text).toMatch(/ms +number +default: 0/);
  });

  it.each([
    { args: ["focs"], message: 'got "focs". Did you mean "focus"?' },
    { args: [countingJob, "--set", "nmber=1"], message: 'Did you mean "number"?' },
    { args: [countingJob, "number=1"], message: "--set key=value" },
    { args: [countingJob, "--set", "number=x"], message: "counting-job.mjs must be valid, got" },
    { args: ["gone.mjs"], message: "gone.mjs must be a JavaScript file, got none" },
    {
      args: [countingJob, "--config", "missing.json"],
      message: "missing.json must be a JSON file",
    },
  ])("refuses $args", async ({ args, message }) => {
    const { code, text } = await call("run", ...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});

describe("triptych runs and show", () => {
  /** Leaves of a run what one has that was stopped. */
  const stopAgain = (output: string, id: string) => {
    rmSync(join(output, "results.jsonl"));
    mkdirSync(join(output, "checkpoints"), { recursive: true });
    writeFileSync(join(output, `checkpoints/${id}.safetensors`), "");
  };

  it("list runs, and show one with the command that repeats it", async () => {
    await run(3, "--set", "ms=1");
    await run(4, "--set", "fails=true");
    const table = (await call("runs", runs())).text.split("\n");
    expect(table).toHaveLength(3);
    expect(table[1]).toMatch(/number 4 +failed .*number 4 fails/);
    expect(table[2]).toMatch(/number 3 +done .*square 9/);
    const id = table[2]!.split(" ", 1)[0]!;
    const { text } = await call("show", id.slice(0, 8), runs());
    expect(text).toContain('"ms": 1');
    expect(text).toMatch(/node \d+\.\d+/);
    expect(text).toContain(`npx triptych run ${countingJob} --set number=3`);
    expect(text).toContain("--set ms=1");
    expect(text).not.toContain("--set steps");
  });

  it("list a run that was stopped, by its checkpoint", async () => {
    await run(5);
    const table = (await call("runs", runs())).text;
    const id = /[0-9a-f]{16}/.exec(table)![0];
    stopAgain(join(runs(), "5"), id);
    expect((await call("runs", runs())).text).toMatch(/number 5 +stopped/);
    expect((await call("show", id, runs())).text).toContain("--set number=5");
  });

  it("list a run that was stopped with the settings that --set gave", async () => {
    const file = join(folder, "sweep.json");
    const log = join(folder, "log");
    writeFileSync(file, JSON.stringify({ base: { log }, grid: { number: [5] } }));
    const out = join(runs(), "5");
    await call("sweep", file, "--experiment", countingJob, "--set", "steps=2", "--out", out);
    const id = /[0-9a-f]{16}/.exec((await call("runs", runs())).text)![0];
    stopAgain(out, id);
    expect((await call("show", id, runs())).text).toMatch(/number 5\nstopped[\s\S]*--set steps=2/);
  });

  it("list runs whose directory is a link", async () => {
    await run(6);
    const links = join(folder, "links");
    mkdirSync(links);
    symlinkSync(join(runs(), "6"), join(links, "6"));
    symlinkSync(join(folder, "gone"), join(links, "gone"));
    expect((await call("runs", links)).text).toMatch(/number 6 +done/);
    expect(readRuns([links])).toHaveLength(1);
  });

  it.each(["runs", "show"] as const)("refuse a second folder: %s", async (command) => {
    const { code, text } = await call(command, "a", "b", "c");
    expect(code).toBe(2);
    expect(text).toMatch(/one folder is required, got also (b )?c/);
  });

  it("say so when there is none", async () => {
    expect((await call("runs", runs())).text).toContain("no runs in");
    const { code, text } = await call("show", "abc", runs());
    expect(code).toBe(2);
    expect(text).toContain('got "abc"');
  });
});

describe("triptych sweep", () => {
  const write = (config: object) => {
    const path = join(folder, "sweep.json");
    writeFileSync(path, JSON.stringify(config));
    return path;
  };
  const base = () => ({ number: 0, log: join(folder, "log") });

  it("runs a grid and drawn cells of the experiment that the file names", async () => {
    const random = { trials: 2, seed: 1, space: { number: { int: [10, 1000] } } };
    const config = write({
      experiment: countingJob,
      base: base(),
      grid: { number: [1, 2] },
      random,
    });
    const out = join(folder, "out");
    const { code, text } = await call("sweep", config, "--out", out);
    expect(code).toBe(0);
    expect(text).toContain("4 of 4 cells done");
    expect((await call("runs", out)).text.match(/square \d+/g)).toHaveLength(4);
  });

  it.each([
    { args: [], message: "experiment is required" },
    { args: ["--experiment", "nois"], message: 'Did you mean "noise"?' },
    { args: ["--experiment", "cell", "--executor", "rey"], message: 'Did you mean "ray"?' },
    { args: ["--experiment", "cell", "--gpus", "1"], message: "--gpus is no option of local" },
    { args: ["--experiment", "cell", "--memory", "6"], message: "500MB or 6GB" },
  ])("refuses $args", async ({ args, message }) => {
    const { code, text } = await call("sweep", write(base()), ...args);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });
});
