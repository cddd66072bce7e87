/**
 * Times training steps beside PyTorch's, two threads each, on a CPU: SGD with momentum 0.9, Adam and
 * BORAT with N = 3, each op by op and compiled (`compileStep` here, `torch.compile` there).
 *
 *     node bench/train.mjs [--only mlp,conv,wrn] [--rounds 15] [--steps n] [--install-peers] [--plot] [--json]
 *
 * The models: `mlp` 784-512-512-10, batch 128; `conv`, 3x3 convolutions of stride 2 to 32, 64 and 128
 * channels with ReLU and a dense layer on 3x32x32 images, batch 128; `wrn`, a WRN-16-2 (pre-activation,
 * batch normalisation in training mode), batch 64. Both sides compute the mean cross-entropy, its
 * gradient and the update, and read the loss to the host at every step.
 *
 * Rounds of all methods, variants and both sides are interleaved; figures are the median and the best
 * round, in milliseconds a minibatch. Memory is the peak of a process that trains one model by one
 * method, of every variant a process of its own. PyTorch is taken from `$PYTHON`, else from bench/.venv,
 * which --install-peers makes (5 GB: the Linux wheel needs its CUDA packages even on a CPU); without it
 * our figures stand alone. `--plot` also measures how the cost grows and writes docs/train-*.svg;
 * `--json` prints one line of JSON last. Build first: npm run build.
 */
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureGrowth } from "./train/growth.mjs";
import { measureMemory, measureTimes, VARIANTS } from "./train/measure.mjs";
import { plotGrowth } from "./train/plots.mjs";
import { reportMemory, reportOverhead, reportTimes } from "./train/report.mjs";
import { hasPeer, installPeers, startOurs, startTorch, THREADS } from "./train/sides.mjs";
import { summariseMemory, summariseOverhead, summariseTimes } from "./train/summary.mjs";

const METHODS = ["sgd", "adam", "borat:3"];
const STEPS = { mlp: 20, conv: 6, wrn: 2 }; // of a round; even, since a bundle takes two
const IDLE_LOAD = 0.5; // mean number of running processes in the last minute

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(STEPS).join(",") },
    rounds: { type: "string", default: "15" },
    steps: { type: "string" },
    "install-peers": { type: "boolean", default: false },
    plot: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const models = options.only.split(",");
const unknown = models.find((model) => !(model in STEPS));
if (unknown !== undefined) {
  throw new Error(`--only: models must be of ${Object.keys(STEPS).join(", ")}, got ${unknown}`);
}

if (options["install-peers"]) installPeers();
const peer = hasPeer();
const variants = Object.keys(VARIANTS);
const [load] = loadavg();
if (load > IDLE_LOAD) {
  console.error(
    `bench/train.mjs: the machine is busy (load ${load.toFixed(1)}); PyTorch's threads suffer most from it`,
  );
}
const versions = await readVersions();
const { engine, torch } = versions;
console.log(
  `TensorFlow ${engine.library ?? "(JavaScript backend)"}, Node ${engine.node}; ${torch ?? "no PyTorch"}; ` +
    `${cpus()[0]?.model}, ${THREADS} threads; ${rounds} rounds`,
);

const rows = [];
const overheads = [];
const memory = [];
for (const model of models) {
  const steps = evenSteps(model);
  const cases = METHODS.map((method) => ({ model, method, steps }));
  const times = (await measureTimes({ cases, variants, rounds, peer })).map(summariseTimes);
  rows.push(...times);
  reportTimes(model, times);
  overheads.push(...summariseOverhead(times));
  for (const method of METHODS) {
    const measured = await measureMemory({ model, method, steps: 2 * steps, variants, peer });
    memory.push(summariseMemory({ model, method }, measured));
  }
}
reportOverhead(overheads);
reportMemory(memory);

let growth;
if (options.plot) {
  growth = await measureGrowth({ rounds, peer });
  const docs = join(import.meta.dirname, "..", "docs");
  for (const [name, svg] of Object.entries(plotGrowth(growth))) {
    writeFileSync(join(docs, `train-${name}.svg`), svg);
  }
}
if (options.json) {
  const setting = { bench: "train", rounds, threads: THREADS, load, ...versions };
  console.log(JSON.stringify({ ...setting, rows, overheads, memory, growth }));
}

function evenSteps(model) {
  const steps = Number(options.steps ?? STEPS[model]);
  return 2 * Math.ceil(steps / 2);
}

async function readVersions() {
  const ours = await startOurs();
  const torch = peer ? await startTorch() : undefined;
  ours.stop();
  torch?.stop();
  return { engine: ours.version, torch: torch?.version };
}
