import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { slurmExecutor } from "../../../src/run/index.ts";
import { expectEachOnce, sweepTwice, sweepWithHarm } from "./harm.ts";
import { type SlurmCluster, startSlurm, whyNoSlurm } from "./slurm-cluster.ts";
import { createBench, describeExecutor } from "./suite.ts";

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
  it("loses nothing, and records nothing twice, when a node is lost", async () => {
    await sweepWithHarm(bench, COUNT, create(), async () => await cluster?.loseNode("n2"));
    expectEachOnce(bench, COUNT);
    await cluster?.startNode("n2");
  });

  it("loses nothing, and records nothing twice, when Slurm's controller is restarted", async () => {
    await sweepWithHarm(bench, COUNT, create(), async () => await cluster?.restartController());
    expectEachOnce(bench, COUNT);
    expect(bench.logged("start")).toHaveLength(COUNT); // nothing was lost
  });

  it("loses nothing, and records nothing twice, when the collector is killed and started again", async () => {
    await sweepTwice(bench, COUNT, ["--executor", "slurm"], { killAfter: 1 });
    expectEachOnce(bench, COUNT);
    expect(bench.logged("start")).toHaveLength(COUNT); // the array went on, and was not submitted again
  });
});
