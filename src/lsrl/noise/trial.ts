import { createRandom, type Random } from "../../core/random.ts";
import { compile } from "../compile/index.ts";
import type { Program } from "../language/index.ts";
import { type Network, packNetwork } from "../network/index.ts";
import { type Conditional, tok2tok, vec2vec } from "../programs/index.ts";
import type { NoiseSettings } from "./config.ts";
import { perturb } from "./perturb.ts";
import type { NoiseRow } from "./summary.ts";
import { mixtureFunction, mixtureTarget } from "./target.ts";
import { runTeacherForced } from "./teacher-forcing.ts";

/** One network: all levels of noise are run side by side. */
export interface Trial {
  readonly settings: NoiseSettings;
  readonly conditional: Conditional;
  readonly seed: number;
}

/** A program with its questions. */
interface Task {
  readonly program: Program;
  readonly sequences: readonly (readonly ArrayLike<number>[])[];
  /** How many of the last outputs are the answer. */
  readonly numLast: number;
  /** Error of the answer to question `i`. */
  readonly score: (answer: readonly (readonly number[])[], i: number) => number;
}

/**
 * Runs one trial; equal trials give equal rows.
 *
 * @returns One row per level of noise; each level disturbs the network once, for all questions.
 */
export function runTrial(trial: Trial): readonly NoiseRow[] {
  const { settings, conditional, seed } = trial;
  const random = createRandom(seed).fork(`noise ${settings.program}`);
  const create = settings.program === "vec2vec" ? approximationTask : dictionaryTask;
  const { program, sequences, numLast, score } = create(trial, random);
  const network = compileOnce(program, trial);
  const packed = packNetwork(network);
  const copies = settings.sigmas.map((sigma) =>
    perturb(packed, sigma, random.fork(`${conditional} ${sigma}`)),
  );
  const totals = settings.sigmas.map(() => 0);
  sequences.forEach((sequence, i) => {
    runTeacherForced(network, copies, sequence, numLast).forEach((answer, k) => {
      totals[k]! += score(answer, i);
    });
  });
  return settings.sigmas.map((sigma, k) => ({
    program: settings.program,
    conditional,
    sigma,
    seed,
    error: totals[k]! / sequences.length,
  }));
}

/** The program does not depend on the seed, and one thread runs many seeds. */
function compileOnce(program: Program, { settings, conditional }: Trial): Network {
  const { seeds: _seeds, ...others } = settings;
  const key = JSON.stringify({ ...others, conditional });
  if (compiled?.key !== key) {
    const { strategy, guard } = settings;
    compiled = { key, network: compile(program, { strategy, guard }) };
  }
  return compiled.network;
}

let compiled: { readonly key: string; readonly network: Network } | undefined;

/** Approximates a function from its table; the error is the distance from its true value. */
function approximationTask({ settings, conditional, seed }: Trial): Task {
  const { stepScale, largeConstant, gridSize, numQueries = 10 } = settings;
  const constants = { stepScale, largeConstant };
  const { program, gridPrompt, ask } = vec2vec({
    inputDim: 2,
    outputDim: 2,
    conditional,
    constants,
  });
  const target = mixtureTarget(seed, numQueries);
  const f = mixtureFunction(target);
  const prompt = gridPrompt(f, gridSize);
  return {
    program,
    sequences: target.queries.map((query) => ask(query, prompt)),
    numLast: 1,
    score: ([answer = []], i) =>
      Math.hypot(...f(target.queries[i]!).map((value, k) => value - answer[k]!)),
  };
}

/** Looks words up in a dictionary; the error is the share of wrong tokens in percent. */
function dictionaryTask({ settings, conditional }: Trial, random: Random): Task {
  const { stepScale, largeConstant, keyLength, numPairs, vocabulary } = settings;
  const { numQueries = 5 } = settings;
  const constants = { stepScale, largeConstant };
  const { program, prompt, ask } = tok2tok({ keyLength, conditional, constants });
  const drawWord = () => Array.from({ length: keyLength }, () => random.integer(vocabulary));
  const keys = new Map<string, number[]>();
  while (keys.size < numPairs) {
    const key = drawWord();
    keys.set(key.join(" "), key);
  }
  const pairs = [...keys.values()].map((key) => ({ key, value: drawWord() }));
  const tokens = prompt(pairs);
  const asked = Array.from({ length: numQueries }, () => pairs[random.integer(numPairs)]!);
  return {
    program,
    sequences: asked.map(({ key }) => ask(key, tokens).map((token) => [token])),
    numLast: keyLength,
    score: (answer, i) => {
      const { value } = asked[i]!;
      const wrong = value.filter((token, k) => Math.round(answer[k]![0]!) !== token);
      return (100 * wrong.length) / value.length;
    },
  };
}
