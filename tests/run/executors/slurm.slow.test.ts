import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runGrid, slurmExecutor } from "../../../src/run/index.ts";
import { type SlurmCluster, startSlurm, whyNoSlurm } from "./slurm-cluster.ts";
import { countingJob, createBench, describeExecutor } from "./suite.ts";

vi.setConfig({ testTimeout: 600_000 });

const reason = whyNoSlurm();
const hasSlurm = reason === undefined;

let cluster: SlurmCluster | undefined;

beforeAll(async () => {
  if (!hasSlurm) return;
  cluster = await startSlurm();
  vi.stubEnv("SLURM_CONF", cluster.configuration);
}, 300_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await cluster?.stop();
}, 120_000);

const create = () => slurmExecutor({ poll: 200, retries: 2 });

describe.runIf(!hasSlurm)("slurm", () => {
  it.skip(reason ?? "", () => {});
});

if (hasSlurm) describeExecutor("slurm", create, { hasProcesses: true, keepsCheckpoints: true });

describe.runIf(hasSlurm)("slurmExecutor, with Slurm itself", () => {
  let bench: ReturnType<typeof createBench>;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.remove());

  const COUNT = 12;
  const trials = () => bench.trials(COUNT, { ms: 200, steps: 5 });

  /** Runs a sweep and does harm once some trials are done. */
  async function sweepWith(harm: () => Promise<void>) {
    let ended = 0;
    let harmed: Promise<void> | undefined;
    await runGrid(trials(), {
      job: countingJob,
      output: bench.output,
      executor: create(),
      saveEvery: 1,
      onEvent: ({ kind }) => {
        if (kind !== "ended") return;
        ended += 1;
        if (ended === 3) harmed = harm();
      },
    });
    await harmed;
  }

  const expectAllOnce = () => {
    expect(bench.recorded().map(({ status }) => status)).toEqual(Array(COUNT).fill("done"));
    expect(new Set(bench.recorded().map(({ hash }) => hash)).size).toBe(COUNT);
  };

  it("loses nothing, and records nothing twice, when a node is lost", async () => {
    await sweepWith(async () => await cluster?.loseNode("n2"));
    expectAllOnce();
    await cluster?.startNode("n2");
  });

  it("loses nothing, and records nothing twice, when Slurm's controller is restarted", async () => {
    await sweepWith(async () => await cluster?.restartController());
    expectAllOnce();
    expect(bench.logged("start")).toHaveLength(COUNT); // nothing was lost
  });

  it("loses nothing, and records nothing twice, when the collector is killed and started again", async () => {
    const config = join(bench.folder, "sweep.json");
    writeFileSync(config, JSON.stringify({ experiment: countingJob, cells: trials() }));
    const sweep = ["dist/cli.js", "sweep", config, "--out", bench.output, "--save-every", "1"];
    const args = [...sweep, "--executor", "slurm"];
    const first = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(first, "close");
    for await (const line of createInterface({ input: first.stdout })) {
      if (line.includes(": done in")) first.kill("SIGKILL");
    }
    await closed;
    expect(bench.recorded().length).toBeLessThan(COUNT);
    const second = spawn(process.execPath, [...args, "--resume"], { stdio: "ignore" });
    await once(second, "close");
    expectAllOnce();
    expect(bench.logged("start")).toHaveLength(COUNT); // the array went on, and was not submitted again
  });
});
