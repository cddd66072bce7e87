/**
 * Our side of bench/lm: runs tasks on request, on the inputs of a folder that bench/lm/prepare.mjs wrote.
 *
 *     node bench/lm/ours.mjs FOLDER
 *
 * The first line it prints names the versions. It then answers each line of stdin with one line, as
 * bench/lm/theirs.py does:
 *
 *     memory               the most memory this process has held so far, in MB
 *     check COUNT FILE TASK  runs the task, writes its numbers to FILE as float32; how many they are
 *     time COUNT TASK      milliseconds a run
 *     drop TASK            frees what was made for it (ours alone)
 *
 * Ours alone: TASK may be `random forward BATCH LENGTH RANK`, or `train`, on random tokens.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createRandom, engineInfo } from "triptych/core";
import { openModelFiles } from "triptych/data";
import { createLora, decodeAdapter, loadChatModel, restoreLora } from "triptych/lm";
import { createForward, createGeneration, createScoring, createTraining } from "./tasks.mjs";

const folder = process.argv[2];
const problems = JSON.parse(readFileSync(join(folder, "problems.json"), "utf8"));
const { library, node } = engineInfo();
const created = new Map();
let loaded;

const tasks = {
  prefill: (model) => createForward(model, problems.prefill),
  forward: (model) => createForward(model, problems.forward),
  "train ss": (model) => createTraining(model, readAdapter(model), problems.training.ss),
  "train ss recompute": (model) =>
    createTraining(model, readAdapter(model), problems.training.ss, { recompute: true }),
  "train apart": (model) => createTraining(model, readAdapter(model), problems.training.apart),
  score: (model) => createScoring(model, problems.scoring),
  first: (model) => createGeneration(model, problems.prompt, 1),
  generate: (model) => createGeneration(model, problems.prompt, 64),
};

console.log(`TensorFlow ${library ?? "(JavaScript backend)"}, Node ${node}`);
for await (const line of createInterface({ input: process.stdin })) console.log(await answer(line));

async function answer(line) {
  const [request, ...words] = line.split(" ");
  if (request === "memory") return readPeakMemory();
  if (request === "drop") return drop(words.join(" "));
  const count = Number(words.shift());
  if (request === "time") return await time(await taskOf(words.join(" ")), count);
  const file = words.shift();
  const task = await taskOf(words.join(" "));
  const numbers = [];
  for (let i = 0; i < count; i += 1) for (const x of await task()) numbers.push(x);
  writeFileSync(file, Float32Array.from(numbers));
  return numbers.length;
}

async function time(task, count) {
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await task();
  return (performance.now() - start) / count;
}

async function taskOf(name) {
  if (!created.has(name)) {
    const model = await loadOnce();
    created.set(
      name,
      name.startsWith("random") ? createRandomTask(model, name) : tasks[name](model),
    );
  }
  return created.get(name);
}

function drop(name) {
  created.get(name)?.dispose?.();
  return Number(created.delete(name));
}

/** On texts that have nothing in common. */
function createRandomTask(model, name) {
  const [, kind, ...sizes] = name.split(" ");
  const [batch, length, rank] = sizes.map(Number);
  const random = createRandom(0);
  const sequences = Array.from({ length: batch }, () =>
    Array.from({ length }, () => random.integer(model.config.vocabularySize)),
  );
  if (kind === "forward") return createForward(model, sequences);
  const texts = sequences.map((ids) => ({ ids, answerStart: length - 2 }));
  return createTraining(model, createLora(model, { rank }), [texts]);
}

async function loadOnce() {
  if (loaded === undefined) {
    const files = await openModelFiles();
    loaded = (await loadChatModel(files)).model;
    await files.close();
  }
  return loaded;
}

function readAdapter(model) {
  const read = (name) => readFileSync(join(folder, "adapter", name));
  const files = {
    config: read("adapter_config.json").toString(),
    weights: read("adapter_model.safetensors"),
  };
  return restoreLora(decodeAdapter(files, model.config), model.config.numLayers);
}

/** In MB. */
function readPeakMemory() {
  const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes) / 1000;
}
