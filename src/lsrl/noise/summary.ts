import type { Conditional } from "../programs/index.ts";
import type { ProgramName } from "./config.ts";

/** One network, one level of noise. */
export interface NoiseRow {
  readonly program: ProgramName;
  readonly conditional: Conditional;
  readonly sigma: number;
  readonly seed: number;
  /** vec2vec: mean Euclidean distance from the true value; tok2tok: wrong tokens in percent. */
  readonly error: number;
}

/** All seeds of one conditional at one level of noise. */
export interface NoiseCell {
  readonly conditional: Conditional;
  readonly sigma: number;
  readonly mean: number;
  readonly median: number;
  /** First quartile. */
  readonly q25: number;
  /** Third quartile. */
  readonly q75: number;
  readonly min: number;
  readonly max: number;
  /** Share of seeds that failed: with an error above 1, or for tokens above 0. */
  readonly failed: number;
}

/** Summarises rows, one cell per conditional and sigma in the order in which they first occur. */
export function summarizeNoise(rows: readonly NoiseRow[]): readonly NoiseCell[] {
  const groups = new Map<string, NoiseRow[]>();
  for (const row of rows) {
    const key = `${row.conditional} ${row.sigma}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group) => {
    const { conditional, sigma, program } = group[0]!;
    const errors = group.map(({ error }) => error).sort((a, b) => a - b);
    const limit = program === "vec2vec" ? 1 : 0;
    return {
      conditional,
      sigma,
      mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
      median: quantile(errors, 0.5),
      q25: quantile(errors, 0.25),
      q75: quantile(errors, 0.75),
      min: errors[0]!,
      max: errors.at(-1)!,
      failed: errors.filter((error) => !(error <= limit)).length / errors.length,
    };
  });
}

/** Linear interpolation between the values next to the place, as NumPy does it. */
function quantile(sorted: readonly number[], fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (place - Math.floor(place)) * (above - below);
}
