import { describe, expect, it } from "vitest";
import type { EmittedModel } from "../../../src/lsrl/architectures/model.ts";
import { emitGru } from "../../../src/lsrl/architectures/torch-nn/gru.ts";
import { emitLstm } from "../../../src/lsrl/architectures/torch-nn/lstm.ts";
import { emitReluRnn } from "../../../src/lsrl/architectures/torch-nn/relu-rnn.ts";
import { emitTanhRnn } from "../../../src/lsrl/architectures/torch-nn/tanh-rnn.ts";
import { compile } from "../../../src/lsrl/compile/index.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";
import { type Conditional, tok2tok, vec2vec } from "../../../src/lsrl/programs/index.ts";
import { drawDictionary } from "../programs/dictionaries.ts";
import { denseEmitters } from "./dense-emitters.ts";

/** A question to a program, and what it should answer. */
interface Question {
  readonly sequence: readonly (number | readonly number[])[];
  readonly answer: readonly number[];
}

/** A compiled program; the answer is in the last outputs. */
interface Task {
  readonly network: Network;
  readonly questions: readonly Question[];
}

interface TaskOptions {
  readonly conditional: Conditional;
  readonly constants: "dyadic" | "small" | "auto";
}

function functionTask({ conditional, constants }: TaskOptions): Task {
  const gridSize = 4;
  const f = ([x = 0, y = 0]: readonly number[]) => [Math.sin(3 * x + 2 * y), x * y];
  const { program, gridPrompt, ask } = vec2vec({
    inputDim: 2,
    outputDim: 2,
    conditional,
    constants,
    valueBounds: { min: -1, max: 1 },
    gridSize,
  });
  const prompt = gridPrompt(f, gridSize);
  const centre = (q: number) => (Math.floor(q * gridSize) + 0.5) / gridSize;
  const queries = [
    [0.1, 0.4],
    [0.3, 0.6],
    [0.9, 0.9],
  ];
  return {
    network: compile(program, { horizon: 1 + gridSize ** 2 }),
    questions: queries.map((query) => ({
      sequence: ask(query, prompt),
      answer: f(query.map(centre)),
    })),
  };
}

function dictionaryTask(keyLength: number, { conditional, constants }: TaskOptions): Task {
  const { pairs } = drawDictionary(1, { keyLength, numPairs: 5 });
  const horizon = keyLength + 2 * keyLength * pairs.length;
  const { program, prompt, ask } = tok2tok({
    keyLength,
    conditional,
    constants,
    maxToken: 9,
    horizon,
  });
  return {
    network: compile(program, { horizon }),
    questions: pairs.slice(0, 3).map(({ key, value }) => ({
      sequence: ask(key, prompt(pairs)),
      answer: value,
    })),
  };
}

function errorOf(model: EmittedModel, { questions }: Task): number {
  const errors = questions.flatMap(({ sequence, answer }) => {
    const outputs = model.run(sequence).flat().slice(-answer.length);
    return answer.map((value, i) => Math.abs(value - outputs[i]!));
  });
  return Math.max(...errors);
}

// float32 rounds the values of the function, which are at most 1.
const numberTypes = [
  { dtype: "float64", constants: "dyadic", tolerance: 0 },
  { dtype: "float32", constants: "small", tolerance: 5e-8 },
] as const;

const gatedEmitters = denseEmitters.filter(({ products }) => products !== "none");

describe.each(numberTypes)("vec2vec in $dtype, constants $constants", (numbers) => {
  const { dtype, constants, tolerance } = numbers;
  const task = functionTask({ conditional: "optimized", constants });
  const gated = functionTask({ conditional: "mulOptimized", constants });

  it.each(denseEmitters)("$name gives the value of the cell", ({ emit }) => {
    expect(errorOf(emit(task.network, { dtype }), task)).toBeLessThanOrEqual(tolerance);
  });

  it.each(gatedEmitters)("$name gives it with products by bits", ({ emit }) => {
    const model = emit(gated.network, { dtype, products: "binary" });

    expect(errorOf(model, gated)).toBeLessThanOrEqual(tolerance);
  });
});

const keyLengths = [
  { keyLength: 2, numbers: numberTypes },
  { keyLength: 3, numbers: numberTypes },
  { keyLength: 5, numbers: numberTypes },
  // Its counters need steeper steps than the small constants have: 2 / (1 - cos(pi / 20)) is 162.
  { keyLength: 10, numbers: numberTypes.slice(0, 1) },
];

describe.each(
  keyLengths.flatMap(({ keyLength, numbers }) =>
    numbers.map(({ dtype, constants }) => ({ keyLength, dtype, constants })),
  ),
)("tok2tok with keys of $keyLength tokens in $dtype", ({ keyLength, dtype, constants }) => {
  const task = dictionaryTask(keyLength, { conditional: "optimized", constants });
  const gated = dictionaryTask(keyLength, { conditional: "mulOptimized", constants });

  it.each(denseEmitters)("$name is exact", ({ emit }) => {
    expect(errorOf(emit(task.network, { dtype }), task)).toBe(0);
  });

  it.each(gatedEmitters)("$name is exact with products by bits", ({ emit }) => {
    const model = emit(gated.network, { dtype, products: "binary" });

    expect(errorOf(model, gated)).toBe(0);
  });
});

describe("analogue products in float64", () => {
  const options = { conditional: "mulOptimized", constants: "small" } as const;

  it.each([
    // What was measured, rounded up.
    { name: "emitLstm", emit: emitLstm, ofFunction: 1e-11, ofDictionary: 1e-10 },
    { name: "emitTanhRnn", emit: emitTanhRnn, ofFunction: 5e-9, ofDictionary: 5e-7 },
    { name: "emitGru", emit: emitGru, ofFunction: 5e-9, ofDictionary: 5e-7 },
  ])("$name errs by less than $ofFunction and $ofDictionary", ({ emit, ...limits }) => {
    const tasks = [functionTask(options), ...[2, 3].map((n) => dictionaryTask(n, options))];

    const errors = tasks.map((task) => errorOf(emit(task.network, { products: "analogue" }), task));

    expect(errors[0]).toBeLessThan(limits.ofFunction);
    expect(Math.max(...errors.slice(1))).toBeLessThan(limits.ofDictionary);
  });
});

describe("sizes of tok2tok with keys of 2 tokens", () => {
  const { network } = dictionaryTask(2, { conditional: "optimized", constants: "dyadic" });
  const gated = dictionaryTask(2, { conditional: "mulOptimized", constants: "dyadic" }).network;

  it.each([
    { name: "emitReluRnn", emit: emitReluRnn, layers: 29, width: 30 },
    { name: "emitTanhRnn", emit: emitTanhRnn, layers: 101, width: 38 },
    { name: "emitLstm", emit: emitLstm, layers: 29, width: 19 },
    { name: "emitGru", emit: emitGru, layers: 53, width: 38 },
  ])("$name needs at most $layers layers of $width units", ({ emit, layers, width }) => {
    const models = [emit(network), emit(gated, { products: "binary" })];

    for (const { config } of models) {
      expect(config["num_layers"]).toBeLessThanOrEqual(layers);
      expect(config["hidden_size"]).toBeLessThanOrEqual(width);
    }
  });
});
