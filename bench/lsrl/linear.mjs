/** How time and memory grow with the length of the prompt and with the size of the network. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compile, tok2tok } from "triptych/lsrl";
import { createCase } from "./programs.mjs";
import { timeSteps } from "./speed.mjs";

const LENGTHS = [1e3, 1e4, 1e5, 1e6];
/** The interpreter is not run on the longest prompt: that takes a minute. */
const INTERPRETER_LENGTHS = LENGTHS.slice(0, -1);
const KEY_LENGTHS = [2, 3, 5, 7, 10, 14, 20, 28, 35];

/** Microseconds a token of streams of random tokens through a dictionary of words of 3. */
export function measureLengths(rounds) {
  const { program } = tok2tok({ keyLength: 3 });
  const network = compile(program);
  const time = (lengths, runnable) =>
    lengths.map((length) => {
      const repeats = Math.min(rounds, 1e6 / length);
      const times = Array.from({ length: repeats }, () => timeStream(runnable, length));
      return { length, microseconds: Math.min(...times) };
    });
  return { compiled: time(LENGTHS, network), interpreter: time(INTERPRETER_LENGTHS, program) };
}

/** Bytes that a stream of a million tokens keeps, from the thousandth on. */
export function measureMemory() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const usedBytes = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const network = compile(tok2tok({ keyLength: 3 }).program);
  let [t, before] = [0, 0];
  for (const _ of network.stream(randomTokens(1e6))) {
    t += 1;
    if (t === 1e3) before = usedBytes();
  }
  return usedBytes() - before;
}

/** Microseconds a token of dictionaries of growing words. */
export function measureSizes(rounds) {
  return ["paper", "ring"].flatMap((formulation) =>
    KEY_LENGTHS.map((keyLength) => {
      const options = { keyLength, formulation, conditional: "mulOptimized" };
      const { program, sequence } = createCase(options);
      const network = compile(program);
      const { step } = network.createRunner();
      const times = Array.from({ length: rounds + 1 }, () => timeSteps(step, sequence));
      const nonZeros = network.size().numNonZeros;
      return { formulation, keyLength, nonZeros, microseconds: Math.min(...times) };
    }),
  );
}

function timeStream(runnable, length) {
  const start = performance.now();
  for (const _ of runnable.stream(randomTokens(length)));
  return ((performance.now() - start) * 1000) / length;
}

function* randomTokens(length) {
  let state = 1;
  for (let t = 0; t < length; t += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state % 10;
  }
}
