import { createRandom, requireInRange } from "../../core/index.ts";
import { largestRemainder } from "./quotas.ts";

/** How many rows are kept. */
export interface BalanceOptions {
  /** Integer. */
  readonly seed: number;
  /** Rows over all labels; by default as many as there are of the rarest label, for each label. */
  readonly size?: number | undefined;
}

/**
 * Cuts the larger classes, at random, so that every label has as many rows (or one more).
 *
 * @returns The rows that are kept, in their order.
 * @throws {ConfigError} If a label has too few rows.
 */
export function balanceLabels<Row extends { readonly label: string }>(
  rows: readonly Row[],
  labels: readonly string[],
  { seed, size }: BalanceOptions,
): readonly Row[] {
  const classes = labels.map((label) => rows.filter((row) => row.label === label));
  const most = labels.length * Math.min(...classes.map(({ length }) => length));
  const total = size ?? most;
  requireInRange("balanceLabels: size", total, { min: 0, max: most, integer: true });
  const counts = largestRemainder(
    labels.map(() => 1 / labels.length),
    total,
  );
  const random = createRandom(seed);
  const kept = new Set(
    classes.flatMap((members, i) =>
      random.fork(`label ${labels[i]}`).shuffle(members).slice(0, counts[i]),
    ),
  );
  return rows.filter((row) => kept.has(row));
}
