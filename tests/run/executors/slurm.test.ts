import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readRuns } from "../../../src/report/explorer/read-lines.ts";
import { slurmScript } from "../../../src/run/executors/slurm-script.ts";
import { planCells } from "../../../src/run/grid.ts";
import { runGrid, slurmExecutor } from "../../../src/run/index.ts";
import { countingJob, createBench, describeExecutor } from "./suite.ts";

// Slurm's commands, as scripts that run an array's tasks here.
let jobs: string;
beforeAll(() => {
  jobs = mkdtempSync(join(tmpdir(), "triptych-slurm-"));
  vi.stubEnv("FAKE_SLURM", jobs);
  const commands = join(import.meta.dirname, "fake-slurm");
  vi.stubEnv("PATH", `${commands}${delimiter}${process.env["PATH"]}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(jobs, { recursive: true });
});

describeExecutor("slurm, emulated", () => slurmExecutor({ poll: 20, retries: 2 }), {
  hasProcesses: true,
  keepsCheckpoints: true,
});

describe("slurmExecutor", () => {
  let bench: ReturnType<typeof createBench>;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.remove());

  it("takes up an array that goes on after its collector was killed, and submits nothing twice", async () => {
    const { output } = bench;
    const trials = bench.trials(3, { ms: 100 });
    // What a collector leaves that is killed: the array in the queue, its number, no lock that holds.
    const rehearsed: string[] = [];
    const plan = await planCells(trials, { job: countingJob, output });
    const attempts = plan.map(({ attempt }) => attempt);
    await slurmExecutor().rehearse?.(attempts, (line) => rehearsed.push(line));
    const script = rehearsed[0]!.replace("submit with: sbatch ", "");
    const id = execFileSync("sbatch", ["--parsable", script], { encoding: "utf8" }).trim();
    const arrays = [{ id, hashes: attempts.map(({ hash }) => hash) }];
    writeFileSync(join(output, "slurm/arrays.json"), JSON.stringify(arrays));
    const executor = slurmExecutor({ poll: 20 });
    const records = await runGrid(trials, { job: countingJob, output, executor });
    expect(records.map(({ status }) => status)).toEqual(["done", "done", "done"]);
    expect(bench.recorded()).toHaveLength(3);
    expect(bench.logged("start")).toHaveLength(3);
    // The explorer takes the trials that are left there for no records.
    expect(readRuns([output]).map(({ status }) => status)).toEqual(["done", "done", "done"]);
  });
});

describe("slurmScript", () => {
  const script = slurmScript({
    trials: "/it's/trials.jsonl",
    count: 40,
    folder: "/a b",
    concurrency: 8,
    cpus: 4,
    gpus: 1,
    memory: 6 * 2 ** 30,
    options: ["--time=2:00:00"],
  });

  it("asks for what a trial takes", () => {
    const lines = script.split("\n").filter((line) => line.startsWith("#SBATCH"));
    expect(lines).toEqual(
      expect.arrayContaining([
        "#SBATCH --array=0-39%8",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --gres=gpu:1",
        "#SBATCH --mem=6144M",
        "#SBATCH --requeue",
        "#SBATCH --time=2:00:00",
      ]),
    );
  });

  it("is a script that bash can read, and starts the task's trial", () => {
    execFileSync("bash", ["-n"], { input: script });
    // The last line without `exec`, and its first word replaced, tells the arguments that Node gets.
    const command = script
      .trimEnd()
      .split("\n")
      .at(-1)!
      .replace(/^exec '[^']*'/, "printf '%s\\n'");
    const env = { ...process.env, SLURM_ARRAY_TASK_ID: "7" };
    const words = execFileSync("bash", ["-c", command], { env, encoding: "utf8" })
      .trim()
      .split("\n");
    expect(words.slice(1)).toEqual(["/it's/trials.jsonl", "7"]);
  });
});
