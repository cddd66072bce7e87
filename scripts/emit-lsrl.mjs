// Writes LSRL programs as models of every architecture, for scripts/check-torch.py.
//
// node scripts/emit-lsrl.mjs FOLDER
//
// Each model comes as NAME.safetensors and NAME.json: sequences, the right answers, and how many of the
// last outputs are the answer.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, emit, tok2tok, toSafetensors, vec2vec } from "triptych/lsrl";

const folder = process.argv[2];
if (folder === undefined) throw new Error("usage: node scripts/emit-lsrl.mjs FOLDER");
mkdirSync(folder, { recursive: true });

const dense = ["linearRnn", "gatedLinearRnn", "reluRnn", "tanhRnn", "lstm", "gru"];
const streams = ["mamba", "hawk", "griffin"];

for (const task of [
  functionTask("optimized"),
  ...[2, 3, 5, 10].map((n) => dictionaryTask(n, "paper")),
]) {
  for (const architecture of dense) {
    for (const dtype of ["float64", "float32"]) {
      // The counters of ten places need steeper steps than float32 can hold beside the values.
      if (dtype === "float32" && task.name === "tok2tok n=10") continue;
      save(task, "", { architecture, dtype });
    }
  }
  if (task.name === "tok2tok n=10") continue; // 410 tokens through a Python loop take minutes
  for (const architecture of streams) {
    const { maxLength } = task;
    save(task, " conv", { architecture, dtype: "float32", maxLength });
  }
}
for (const architecture of ["lstm", "gru", "tanhRnn"]) {
  for (const products of ["binary", "analogue"]) {
    save(functionTask("mulOptimized"), ` ${products}`, {
      architecture,
      products,
      dtype: "float64",
    });
  }
}
for (const keyLength of [2, 3, 5]) {
  const task = dictionaryTask(keyLength, "diagonal");
  for (const architecture of streams) save(task, " scan", { architecture, dtype: "float32" });
}

function functionTask(conditional) {
  const f = ([x, y]) => [Math.sin(3 * x + 2 * y), x * y];
  const { program, gridPrompt, ask } = vec2vec({
    inputDim: 2,
    outputDim: 2,
    conditional,
    constants: "small",
    valueBounds: { min: -1, max: 1 },
  });
  const prompt = gridPrompt(f, 4);
  const centre = (q) => (Math.floor(4 * q) + 0.5) / 4;
  const queries = [
    [0.1, 0.4],
    [0.3, 0.6],
    [0.9, 0.9],
  ];
  return {
    name: "vec2vec 2->2",
    network: compile(program),
    maxLength: prompt.tokens.length + 1,
    numLast: 1,
    sequences: queries.map((query) => ask(query, prompt)),
    answers: queries.map((query) => [f(query.map(centre))]),
  };
}

function dictionaryTask(keyLength, formulation) {
  const word = (k, factor) =>
    Array.from({ length: keyLength }, (_, i) => (factor * k + i * i + k * i) % 10);
  const pairs = [1, 2, 3, 4, 5].map((k) => ({ key: word(k, 1), value: word(k, 3) }));
  const maxLength = keyLength + 2 * keyLength * pairs.length;
  const { program, prompt, ask } = tok2tok({
    keyLength,
    formulation,
    constants: keyLength > 5 ? "dyadic" : "small",
    maxToken: 9,
    horizon: maxLength,
  });
  const tokens = prompt(pairs);
  return {
    name: `tok2tok n=${keyLength}`,
    network: compile(program, { horizon: maxLength }),
    maxLength,
    numLast: keyLength,
    sequences: pairs.slice(0, 3).map(({ key }) => ask(key, tokens).map((token) => [token])),
    answers: pairs.slice(0, 3).map(({ value }) => value.map((token) => [token])),
  };
}

function save({ name, network, numLast, sequences, answers }, variant, options) {
  const model = emit(network, options);
  const file = `${name} ${options.architecture}${variant} ${options.dtype}`.replaceAll(
    /[ >=]/g,
    "-",
  );
  writeFileSync(join(folder, `${file}.safetensors`), toSafetensors(model));
  const details = { program: name, variant: variant.trim(), numLast, sequences, answers };
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(details));
}
