/**
 * Times a training step beside PyTorch's: an MLP 784-512-512-10 on batches of 128, two threads each.
 *
 *     node bench/train.mjs [--rounds 15] [--steps 10] [--install-peers] [--json]
 *
 * Rounds of all methods and both libraries are interleaved; figures are the median and the best round,
 * in milliseconds per minibatch, and the ratios are ours over PyTorch's. PyTorch is taken from
 * `$PYTHON`, else from bench/.venv, which --install-peers makes (5 GB: the Linux wheel needs its CUDA
 * packages even on a CPU); without it our figures stand alone.
 * `--json` prints one line of JSON last. Build first: npm run build.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const THREADS = "2";
const BATCH = 128;
const SIZES = [784, 512, 512, 10];
const METHODS = {
  sgd: { learningRate: 1e-4, momentum: 0.9 },
  adam: { learningRate: 1e-5 },
  alig: { learningRate: 1e-4, momentum: 0.9 },
  borat: { eta: 1e-4, bundleSize: 3, momentum: 0.9 },
};

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    steps: { type: "string", default: "10" },
    "install-peers": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const steps = Number(options.steps);
const venv = join(import.meta.dirname, ".venv");
const venvPython = join(venv, "bin", "python");

if (options["install-peers"]) installPeers();
// Before the engine loads: TensorFlow reads it once.
process.env.TF_NUM_INTRAOP_THREADS = THREADS;
process.env.TF_NUM_INTEROP_THREADS = THREADS;
const { engineInfo, tf } = await import("triptych/core");
const { createMethod } = await import("triptych/borat");
const info = engineInfo();
const torch = await startTorch();

const names = Object.keys(METHODS);
const createTimes = () => Object.fromEntries(names.map((name) => [name, []]));
const times = { ours: createTimes(), torch: createTimes() };
const ours = Object.fromEntries(names.map((name) => [name, createStep(name)]));
for (let round = -1; round < rounds; round += 1) {
  for (const name of names) {
    const own = timeSteps(ours[name]);
    const other = await torch?.time(name, steps);
    if (round < 0) continue; // warm-up
    times.ours[name].push(own);
    times.torch[name].push(other);
  }
}
torch?.stop();
report();

function installPeers() {
  const run = (command, ...rest) => {
    const { status } = spawnSync(command, rest, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`bench/train.mjs: ${command} ${rest.join(" ")} failed`);
  };
  if (!existsSync(venvPython)) run("python3", "-m", "venv", venv);
  run(venvPython, "-m", "pip", "install", "--quiet", "torch", "numpy");
}

async function startTorch() {
  const python = process.env.PYTHON ?? venvPython;
  const script = join(import.meta.dirname, "train.py");
  if (!process.env.PYTHON && !existsSync(python)) {
    console.error(
      "bench/train.mjs: no PyTorch; --install-peers installs it, $PYTHON names another",
    );
    return undefined;
  }
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: version } = await lines.next();
  if (version === undefined) {
    console.error(`bench/train.mjs: ${python} has no working PyTorch`);
    return undefined;
  }
  return {
    version,
    time: async (method, count) => {
      child.stdin.write(`${method} ${count}\n`);
      return Number((await lines.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}

function createStep(name) {
  const variables = SIZES.slice(1).flatMap((outputs, i) => {
    const bound = 1 / Math.sqrt(SIZES[i]);
    return [
      tf.variable(tf.randomUniform([SIZES[i], outputs], -bound, bound)),
      tf.variable(tf.randomUniform([outputs], -bound, bound)),
    ];
  });
  const x = tf.randomNormal([BATCH, SIZES[0]]);
  const labels = tf.oneHot(tf.randomUniform([BATCH], 0, SIZES.at(-1), "int32"), SIZES.at(-1));
  const y = labels.toFloat();
  const loss = () => {
    const [w1, b1, w2, b2, w3, b3] = variables;
    const first = tf.relu(tf.add(tf.matMul(x, w1), b1)); // [B, 512]
    const second = tf.relu(tf.add(tf.matMul(first, w2), b2)); // [B, 512]
    return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(second, w3), b3));
  };
  const optimizer = createMethod(name, variables, METHODS[name]);
  return () => optimizer.step(loss);
}

function timeSteps(step) {
  const start = performance.now();
  for (let i = 0; i < steps; i += 1) step();
  return (performance.now() - start) / steps;
}

function summarise(name) {
  const own = times.ours[name];
  const other = torch && times.torch[name];
  return {
    method: name,
    oursMs: median(own),
    torchMs: other && median(other),
    ratio: other && median(own) / median(other),
    bestOursMs: Math.min(...own),
    bestTorchMs: other && Math.min(...other),
    bestRatio: other && Math.min(...own) / Math.min(...other),
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function report() {
  const rows = names.map(summarise);
  const engine = `TensorFlow ${info.library ?? "(JavaScript backend)"}, Node ${info.node}`;
  const setting = `${THREADS} threads, batch ${BATCH}, ${rounds} rounds of ${steps} steps`;
  console.log(`${engine}; ${torch?.version ?? "no PyTorch"}; ${setting}`);
  const cell = (value) => (value === undefined ? "-" : value.toFixed(2)).padStart(11);
  const columns = ["ours", "torch", "ratio", "best ours", "torch", "ratio"];
  console.log("ms per step".padEnd(12) + columns.map((column) => column.padStart(11)).join(""));
  for (const { method, ...figures } of rows) {
    console.log(method.padEnd(12) + Object.values(figures).map(cell).join(""));
  }
  if (options.json) {
    const torchVersion = torch?.version;
    console.log(
      JSON.stringify({ bench: "train", rounds, steps, engine: info, torch: torchVersion, rows }),
    );
  }
}
