/** Microseconds a token, of interpreters and compiled networks, ours and the peer's. */
import { compile } from "triptych/lsrl";
import { cases, createCase, nameOf } from "./programs.mjs";

/** Milliseconds of one measurement. */
const SLICE = 20;

/** Times all programs, engine after engine, round after round; the first round warms up. */
export async function measureSpeed({ rounds, peer }) {
  const entries = [];
  for (const options of cases) entries.push(await createEntry(entries.length, options, peer));
  for (let round = -1; round < rounds; round += 1) {
    for (const { engines, times } of entries) {
      for (const [name, time] of Object.entries(engines)) {
        const microseconds = await time();
        if (round >= 0) times[name].push(microseconds);
      }
    }
  }
  return entries.map(summarise);
}

/** Microseconds a token of `step`, over a sequence again and again. */
export function timeSteps(step, sequence, ms = SLICE) {
  const start = performance.now();
  let [numTokens, elapsed] = [0, 0];
  while (elapsed < ms) {
    for (const token of sequence) step(token);
    numTokens += sequence.length;
    elapsed = performance.now() - start;
  }
  return (elapsed / numTokens) * 1000;
}

async function createEntry(number, options, peer) {
  const { program, sequence, answer } = createCase(options);
  const network = compile(program);
  const [double, single] = [network.createRunner(), network.createRunner("float32")];
  requireEqual(`our interpreter, ${nameOf(options)}`, program.run(sequence).at(-1), answer);
  requireEqual(`our network, ${nameOf(options)}`, network.run(sequence).at(-1), answer);
  const engines = {
    interpreter: () => timeSteps((token) => program.step(token), sequence),
    compiled: () => timeSteps(double.step, sequence),
    compiled32: () => timeSteps(single.step, sequence),
  };
  const peerOutputs = (await peer?.load({ program, network, sequence })) ?? {};
  for (const [name, output] of Object.entries(peerOutputs)) {
    if (!name.endsWith("32")) requireEqual(`the peer's ${name}`, output, answer);
    engines[`peer ${name}`] = () => peer.time(number, name, SLICE);
  }
  const times = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  return { options, size: network.size(), engines, times };
}

/** The constants' float32 noise is not what is measured: only float64 is checked. */
function requireEqual(subject, output, answer) {
  const isEqual = output.every((value, i) => Math.abs(value - answer[i]) < 1e-6);
  if (!isEqual) throw new Error(`bench/lsrl.mjs: ${subject}: expected ${answer}, got ${output}`);
}

function summarise({ options, size, times }) {
  const best = (name) => (times[name] === undefined ? undefined : Math.min(...times[name]));
  const better = (a, b) => (best(a) === undefined ? undefined : Math.min(best(a), best(b)));
  const row = {
    program: nameOf(options),
    stages: size.numStages,
    nonZeros: size.numNonZeros,
    interpreterUs: best("interpreter"),
    compiledUs: best("compiled"),
    compiled32Us: best("compiled32"),
    peerInterpreterUs: best("peer interpreter"),
    peerCsrUs: best("peer csr"),
    peerDenseUs: best("peer dense"),
    peerCompiled32Us: better("peer csr32", "peer dense32"),
  };
  return {
    ...row,
    interpreterRatio: row.interpreterUs / row.peerInterpreterUs,
    compiledRatio: row.compiledUs / better("peer csr", "peer dense"),
    compiled32Ratio: row.compiled32Us / row.peerCompiled32Us,
  };
}
