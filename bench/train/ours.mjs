/**
 * Our side of bench/train.mjs: times training steps on request.
 *
 * The first line it prints is our engine as JSON. It then answers each line of stdin with one line, as
 * bench/train.py does; here METHOD may be `borat:N` for any N, and VARIANT is `eager` or `compiled`. An
 * answer that starts with `cannot` says why there is no figure.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as borat from "triptych/borat";
import { createRandom, engineInfo, tf } from "triptych/core";
import * as optim from "triptych/optim";

const NUM_CLASSES = 10;
const SIDE = 32;
const NUM_BATCHES = 2; // taken in turn
const OPTIONS = {
  sgd: () => ({ learningRate: 1e-4, momentum: 0.9 }),
  adam: () => ({ learningRate: 1e-5 }),
  borat: (bundleSize = 3) => ({ eta: 1e-4, bundleSize: Number(bundleSize), momentum: 0.9 }),
};

const IMAGES = { imageShape: [SIDE, SIDE, 3], numClasses: NUM_CLASSES, seed: 0 };
const MODELS = {
  mlp: (width) =>
    borat.mlp({ inputSize: 784, hidden: [width, width], numClasses: NUM_CLASSES, seed: 0 }),
  conv: () => borat.convNet({ ...IMAGES, channels: [32, 64, 128] }),
  wrn: () => borat.wideResNet({ ...IMAGES, depth: 16, width: 2 }),
};

const problems = new Map();
const steps = new Map();
console.log(JSON.stringify(engineInfo()));
for await (const line of createInterface({ input: process.stdin })) console.log(answer(line));

function answer(line) {
  const [spec, method, variant, count] = line.split(" ");
  try {
    if (spec === "memory") return readPeakMemory();
    if (spec === "parameters") return countParameters(method);
    return timeSteps(stepOf(spec, method, variant), Number(count));
  } catch (error) {
    return `cannot: ${String(error).split("\n", 1)[0]}`;
  }
}

function stepOf(spec, method, variant) {
  const key = `${spec} ${method} ${variant}`;
  if (!steps.has(key)) steps.set(key, createStep(spec, method, variant));
  return steps.get(key);
}

function createStep(spec, method, variant) {
  const { model, batches } = createProblem(spec);
  const [name, number] = method.split(":");
  const settings = { ...OPTIONS[name](number), statistics: model.statistics };
  const optimizer = borat.createMethod(name, model.variables, settings);
  const evaluate = (x, y) => borat.crossEntropy(model.forward(x, { training: true }), y);
  const step =
    variant === "compiled"
      ? optim.compileStep(optimizer, evaluate)
      : (x, y) => optimizer.step(() => evaluate(x, y));
  let taken = 0;
  return () => step(...batches[taken++ % NUM_BATCHES]);
}

/** The model, with weights of its own, and its minibatches. */
function createProblem(spec) {
  const [name, ...numbers] = spec.split(":");
  const [batch, width] =
    numbers.length > 0 ? numbers.map(Number) : [name === "wrn" ? 64 : 128, 512];
  const model = MODELS[name](width);
  const inputSize = name === "mlp" ? 784 : SIDE * SIDE * 3;
  if (!problems.has(spec)) problems.set(spec, createBatches(batch, inputSize));
  return { model, batches: problems.get(spec) };
}

function createBatches(batch, inputSize) {
  const random = createRandom(0);
  return Array.from({ length: NUM_BATCHES }, () => {
    const values = Float32Array.from({ length: batch * inputSize }, () => random.normal());
    const labels = Int32Array.from({ length: batch }, () => random.integer(NUM_CLASSES));
    return [tf.tensor2d(values, [batch, inputSize]), tf.tensor1d(labels, "int32")];
  });
}

function countParameters(spec) {
  const { variables } = createProblem(spec).model;
  return variables.reduce((total, { size }) => total + size, 0);
}

function timeSteps(step, count) {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) step();
  return (performance.now() - start) / count;
}

/** In MB. */
function readPeakMemory() {
  const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes) / 1000;
}
