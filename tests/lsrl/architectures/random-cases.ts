import { compile } from "../../../src/lsrl/compile/index.ts";
import type { Bounds } from "../../../src/lsrl/language/index.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";
import {
  largestValue,
  type RandomProgramOptions,
  randomProgram,
  randomSequence,
} from "../random-program.ts";

/** A compiled random program and what it should give. */
export interface RandomCase {
  readonly seed: number;
  readonly network: Network;
  readonly sequence: number[][];
  /** What the program gives. */
  readonly expected: readonly number[];
  /** The greatest value of the program. */
  readonly scale: number;
}

export const numSeeds = 1000;

/** How the cases are drawn. */
interface DrawOptions extends RandomProgramOptions {
  readonly length: number;
  readonly inputBounds?: Bounds;
  readonly horizon?: number;
}

/** One case for each of the seeds 0 to 999. */
export function drawCases({ length, horizon, ...options }: DrawOptions): readonly RandomCase[] {
  return Array.from({ length: numSeeds }, (_, seed) => {
    const program = randomProgram(seed, options);
    const sequence = randomSequence(seed, program.inputDim, length, options.inputBounds);
    return {
      seed,
      network: compile(program, horizon === undefined ? {} : { horizon }),
      sequence,
      expected: program.run(sequence).flat(),
      scale: largestValue(program, sequence),
    };
  });
}
