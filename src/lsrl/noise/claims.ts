import { type Conditional, conditionals } from "../programs/index.ts";
import type { NoiseResult } from "./result.ts";

/** A statement of the paper beside what was measured. */
export interface NoiseClaim {
  readonly claim: string;
  /** What the paper says, in short. */
  readonly paper: string;
  /** The numbers found here. */
  readonly measured: string;
  readonly holds: boolean;
}

const gated: readonly Conditional[] = ["mul", "mulOptimized"];

/**
 * Compares the conditionals with gates with those without: for functions the size of the failures
 * under the strongest noise, for dictionaries whether any answer is wrong under the weakest.
 *
 * @returns Nothing where the configuration has no noise, or not both sorts of conditional.
 */
export function compareGating(result: NoiseResult): readonly NoiseClaim[] {
  const { program, conditionals: used, sigmas } = result.settings;
  const plain = used.filter((conditional) => !gated.includes(conditional));
  const withGates = used.filter((conditional) => gated.includes(conditional));
  const noisy = sigmas.filter((sigma) => sigma > 0);
  if (noisy.length === 0 || plain.length === 0 || withGates.length === 0) return [];
  const sigma = program === "vec2vec" ? Math.max(...noisy) : Math.min(...noisy);
  const errorOf = (conditional: Conditional) => result.cell(conditional, sigma)?.mean ?? Number.NaN;
  const worstGated = Math.max(...withGates.map(errorOf));
  const bestPlain = Math.min(...plain.map(errorOf));
  const list = (value: (conditional: Conditional) => number | undefined) =>
    conditionals
      .filter((conditional) => used.includes(conditional))
      .map((conditional) => `${conditional} ${format(value(conditional))}`)
      .join(", ");
  return [
    {
      claim:
        program === "vec2vec"
          ? `Gates keep the failures of vec2vec smaller (mean error at sigma ${sigma})`
          : `Only with gates is every token right under weak noise (% wrong at sigma ${sigma})`,
      paper: `${list((conditional) => result.paperCell(conditional, sigma)?.mean)} (figure 4)`,
      measured: list(errorOf),
      holds: program === "vec2vec" ? worstGated < bestPlain : worstGated === 0 && bestPlain > 0,
    },
  ];
}

/**
 * Compares runs with different constants or compilers at one level of noise: whether the conditional
 * `optimized`, which has no gate, then does better than `mulOptimized` in the paper's configuration.
 * The other two without gates are quoted; they may still fail.
 *
 * @param reference - The paper's configuration.
 * @param other - The same program with other constants or another compiler.
 * @param what - What is different, e.g. `"mu = 128, L = 1024"`.
 * @param sigma - One of the levels of noise of both.
 */
export function compareCauses(
  reference: NoiseResult,
  other: NoiseResult,
  what: string,
  sigma: number,
): readonly NoiseClaim[] {
  const failed = (result: NoiseResult, conditional: Conditional) =>
    result.cell(conditional, sigma)?.mean ?? Number.NaN;
  const best = "mulOptimized";
  const [plain, withGates] = [failed(other, "optimized"), failed(reference, best)];
  return [
    {
      claim: `${reference.settings.program}: optimized, without gates, does better with ${what} than ${best} as in the paper (mean at sigma ${sigma})`,
      paper: "(our question)",
      measured: `optimized ${format(plain)} with ${what} (direct ${format(failed(other, "direct"))}, step ${format(failed(other, "step"))}); ${best} ${format(withGates)} as in the paper`,
      holds: plain < withGates,
    },
  ];
}

function format(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "-";
  return String(Number(value.toPrecision(3)));
}
