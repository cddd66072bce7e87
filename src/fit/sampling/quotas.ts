import { type Association, spuriousGivenLabel } from "./association.ts";

/**
 * Splits a total into whole parts by the largest remainder: each part is its exact share rounded
 * down or up, and the parts add up to the total.
 *
 * @param shares - Probabilities that add up to 1.
 * @param total - Integer >= 0.
 */
export function largestRemainder(shares: readonly number[], total: number): readonly number[] {
  // A share that is whole but for rounding must not lose its one to another.
  const exact = shares.map((share) => Math.round(share * total * 1e9) / 1e9);
  const parts = exact.map(Math.floor);
  const missing = total - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact.map((_, i) => i).sort((i, j) => (exact[j]! % 1) - (exact[i]! % 1));
  for (const i of byRemainder.slice(0, missing)) parts[i]! += 1;
  return parts;
}

/**
 * How many texts of a label get each spurious value, so that the predictivity is `rho` by count and
 * not only on average.
 *
 * @param count - Texts of the label.
 * @returns Number of texts for each value; they add up to `count`.
 * @throws {ConfigError} If the label never occurs under the association.
 */
export function injectionQuotas(
  association: Association,
  label: string,
  count: number,
): Readonly<Record<string, number>> {
  const shares = Object.entries(spuriousGivenLabel(association, label));
  const parts = largestRemainder(
    shares.map(([, share]) => share),
    count,
  );
  return Object.fromEntries(shares.map(([value], i) => [value, parts[i]!]));
}
