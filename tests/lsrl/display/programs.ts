import { compile } from "../../../src/lsrl/compile/index.ts";
import { forEach, input, linState, type Program } from "../../../src/lsrl/language/index.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";
import { type Tok2Tok, tok2tok, type Vec2Vec, vec2vec } from "../../../src/lsrl/programs/index.ts";
import { larger } from "../../../src/lsrl/sugar/index.ts";

/** Counts ones and zeros, in 13 nodes; `label` names the output. */
export function countingProgram(label = "moreOnes"): Program {
  const x = input(1, { min: 0, max: 1 });
  const ones = linState(x, { A: [[1]], B: [[1]] }).named("ones");
  const zeros = linState(x.subFrom(1), { A: [[1]], B: [[1]] }).named("zeros");
  return forEach(larger(ones, zeros).named(label));
}

/** Looks up words of three letters. */
export function dictionary(keyLength = 3): Tok2Tok {
  return tok2tok({ keyLength, maxToken: 26 });
}

/** Approximates functions of `d` numbers. */
export function approximator(inputDim: number, outputDim = 1): Vec2Vec {
  return vec2vec({ inputDim, outputDim });
}

/** The program compiled, once for each program. */
export function compiled(program: Program): Network {
  const known = networks.get(program) ?? compile(program);
  networks.set(program, known);
  return known;
}

const networks = new WeakMap<Program, Network>();
