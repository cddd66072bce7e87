import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type RayOptions, rayExecutor, runGrid } from "../../../src/run/index.ts";
import { expectEachOnce, sweepTwice, sweepWithHarm } from "./harm.ts";
import { countingJob, createBench, describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 600_000 });

// `node bench/sweep.mjs --install-ray` makes it.
const python = join(import.meta.dirname, "../../../bench/.ray-venv/bin/python");
const hasRay = existsSync(python);

let cluster: ChildProcess;
let address: string;
let jobs: string; // address of its job interface
/** Does something to the cluster, and tells what it answers. */
let ask: (command: string) => Promise<string>;

beforeAll(async () => {
  if (!hasRay) return;
  cluster = spawn(python, [join(import.meta.dirname, "ray_cluster.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: cluster.stdout! })[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await lines.next();
    if (done) throw new Error("the cluster ended");
    return value;
  };
  address = await next();
  jobs = await next();
  ask = async (command) => {
    cluster.stdin!.write(`${command}\n`);
    return await next();
  };
}, 600_000);

afterAll(async () => {
  if (!hasRay || cluster.exitCode !== null) return;
  cluster.stdin!.end();
  await once(cluster, "close");
}, 120_000);

const create = (options: RayOptions = {}) =>
  rayExecutor({ address, python, retries: 3, ...options });

describe.runIf(!hasRay)("ray", () => {
  it.skip("is not installed: node bench/sweep.mjs --install-ray", () => {});
});

if (hasRay) describeExecutor("ray", () => create(), { hasProcesses: true, keepsCheckpoints: true });

describe.runIf(hasRay)("rayExecutor", () => {
  let bench: ReturnType<typeof createBench>;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.remove());

  const COUNT = 16;

  async function survives(harm: () => Promise<unknown> | undefined): Promise<void> {
    const records = await sweepWithHarm(bench, COUNT, create(), harm);
    expect(records.map(({ status }) => status)).toEqual(Array(COUNT).fill("done"));
    expectEachOnce(bench, COUNT);
  }

  it("loses nothing, and records nothing twice, when a worker is killed", async () => {
    await survives(() => ask("kill worker"));
  });

  it("loses nothing, and records nothing twice, when a node is lost", async () => {
    await survives(() => ask("lose node"));
    await ask("add node");
  });

  it("loses nothing, and records nothing twice, when Ray's driver is killed", async () => {
    await survives(() => {
      const children = ["-P", String(process.pid), "-f", "ray_driver.py"];
      process.kill(Number(execFileSync("pgrep", children)), "SIGKILL");
      return undefined;
    });
  });

  it("loses nothing, and records nothing twice, when the collector is killed and started again", async () => {
    const where = ["--executor", "ray", "--address", address, "--python", python];
    await sweepTwice(bench, COUNT, where, { killAfter: 3 });
    expectEachOnce(bench, COUNT);
  });

  it("runs a sweep that was given to the cluster as a job", () => {
    const { output, folder } = bench;
    const config = join(folder, "sweep.json");
    const job = join(process.cwd(), countingJob);
    writeFileSync(config, JSON.stringify({ experiment: job, cells: bench.trials(4) }));
    const where = ["--out", output, "--executor", "ray", "--python", python];
    const sweep = [process.execPath, join(process.cwd(), "dist/cli.js"), "sweep", config, ...where];
    const submit = ["job", "submit", "--address", jobs, "--", ...sweep];
    const printed = execFileSync(join(python, "../ray"), submit, { encoding: "utf8" });
    expect(printed).toContain("4 of 4 cells done");
    expect(bench.recorded().map(({ status }) => status)).toEqual(Array(4).fill("done"));
  });

  it("gives a trial the GPUs that it asks for", async () => {
    const { output } = bench;
    const options = { job: countingJob, output, executor: create({ gpus: 1 }) };
    const records = await runGrid(bench.trials(3), options);
    expect(records).toMatchObject(Array(3).fill({ status: "done", result: { gpus: "0" } }));
  });

  it("sends files back where nodes share no storage", async () => {
    const { output } = bench;
    const options = { job: countingJob, output, executor: create({ fetch: true }) };
    const [record] = await runGrid(bench.trials(1), options);
    expect(record).toMatchObject({ status: "done", result: { square: 0 } });
    expect(existsSync(join(output, "spool"))).toBe(false);
    expect(readFileSync(join(output, "results.jsonl"), "utf8")).toContain('"square":0');
  });

  it("says what is wrong with a Python that is not there", async () => {
    const executor = create({ python: "python-that-is-not-there" });
    const stopped = runGrid(bench.trials(1), { job: countingJob, output: bench.output, executor });
    await expect(stopped).rejects.toThrow("--python");
  });
});
