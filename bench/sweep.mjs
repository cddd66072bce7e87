/**
 * What a sweep adds to each trial: trials that do nothing, on each executor.
 *
 *     node bench/sweep.mjs [--trials 1000] [--jobs 2] [--executors in-process,local,ray]
 *                          [--install-ray] [--json]
 *
 * `ray` starts a cluster on this machine with the Python of bench/.ray-venv, which --install-ray makes;
 * without it, ray is left out. `--json` prints one line of JSON last. Build first: npm run build.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { localExecutor, rayExecutor, runGrid } from "triptych/run";

const { values: options } = parseArgs({
  options: {
    trials: { type: "string", default: "1000" },
    jobs: { type: "string", default: String(availableParallelism()) },
    executors: { type: "string", default: "in-process,local,ray" },
    "install-ray": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const trials = Number(options.trials);
const concurrency = Number(options.jobs);
const environment = join(import.meta.dirname, ".ray-venv");
const bin = (name) => join(environment, "bin", name);

if (options["install-ray"]) installRay();

const rows = [];
for (const name of options.executors.split(",")) {
  if (name === "ray" && !existsSync(bin("ray"))) {
    console.log("ray         left out: bench/.ray-venv is not there; --install-ray makes it");
    continue;
  }
  const row = await measure(name);
  rows.push(row);
  const perTrial = `${(1000 * row.secondsPerTrial).toFixed(1)} ms a trial`;
  console.log(
    `${name.padEnd(11)} ${trials} trials in ${row.seconds.toFixed(1)} s: ${perTrial}, ${row.bytesPerRecord} bytes a record`,
  );
}
if (options.json) {
  const setting = { bench: "sweep", trials, concurrency, node: process.version };
  console.log(JSON.stringify({ ...setting, rows }));
}

async function measure(name) {
  const output = mkdtempSync(join(tmpdir(), "triptych-sweep-"));
  const cluster = name === "ray" ? await startRay() : undefined;
  try {
    const start = performance.now();
    const records = await runGrid(
      Array.from({ length: trials }, (_, number) => ({ number })),
      { job: noop(), output, ...executorOf(name, cluster?.address) },
    );
    const seconds = (performance.now() - start) / 1000;
    const done = records.filter(({ status }) => status === "done").length;
    if (done !== trials) throw new Error(`${name}: ${trials} trials must be done, got ${done}`);
    const { size } = statSync(join(output, "results.jsonl"));
    return {
      executor: name,
      seconds,
      secondsPerTrial: seconds / trials,
      bytesPerRecord: Math.round(size / trials),
    };
  } finally {
    await cluster?.stop();
    rmSync(output, { recursive: true, maxRetries: 5 });
  }
}

function noop() {
  return relative(process.cwd(), join(import.meta.dirname, "sweep", "noop-job.mjs"));
}

function executorOf(name, address) {
  if (name === "in-process") return { perProcess: false };
  if (name === "local") return { executor: localExecutor({ concurrency }) };
  return { executor: rayExecutor({ address, python: bin("python") }) };
}

/** A cluster with a node of one core for each trial at a time. */
async function startRay() {
  const script = join(import.meta.dirname, "../tests/run/executors/ray_cluster.py");
  const stdio = ["pipe", "pipe", "inherit"];
  const cluster = spawn(bin("python"), [script, String(concurrency)], { stdio });
  const [address] = await once(createInterface({ input: cluster.stdout }), "line");
  const stop = async () => {
    const closed = once(cluster, "close");
    cluster.stdin.end();
    await closed;
  };
  return { address, stop };
}

function installRay() {
  execFileSync("python3", ["-m", "venv", environment], { stdio: "inherit" });
  execFileSync(bin("pip"), ["install", "--quiet", "ray[default]==2.60.*"], { stdio: "inherit" });
}
