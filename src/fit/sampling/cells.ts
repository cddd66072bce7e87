import { ConfigError, createRandom } from "../../core/index.ts";
import { type Association, labelGivenSpurious } from "./association.ts";
import { largestRemainder } from "./quotas.ts";

/** The examples of one label and one spurious value, counted. */
export interface Cell {
  readonly label: string;
  /** `s`. */
  readonly spurious: string;
  readonly count: number;
}

/**
 * How many examples a sample has of each label and value: `M P(S = s) P(Y = y | S = s)`, rounded by
 * the largest remainder.
 *
 * @param size - `M`; the counts add up to it.
 */
export function cellTargets(association: Association, size: number): readonly Cell[] {
  const shares = cellShares(association);
  const counts = largestRemainder(
    shares.map(({ share }) => share),
    size,
  );
  return shares.map(({ label, spurious }, i) => ({ label, spurious, count: counts[i]! }));
}

/** The largest sample that a pool allows, and the cell that runs out first. */
export interface MaxSample {
  /** `M_max`, the least of `n[y][s] / (P(s) P(y | s))` over the cells, rounded down. */
  readonly size: number;
  /** The limiting cell and what the pool has of it. */
  readonly limit: Cell;
}

/**
 * Finds how large a sample without replacement can be.
 *
 * @param pool - Label and value of everything there is to draw from.
 */
export function maxSampleSize(association: Association, pool: readonly Labelled[]): MaxSample {
  const bounds = cellShares(association)
    .filter(({ share }) => share > 0)
    .map(({ label, spurious, share }) => {
      const count = pool.filter((one) => one.label === label && one.spurious === spurious).length;
      // 270 / 0.3 may come out just below 900.
      return { size: Math.floor(count / share + 1e-6), limit: { label, spurious, count } };
    });
  return bounds.reduce((least, bound) => (bound.size < least.size ? bound : least));
}

/** What sampling looks at. */
export interface Labelled {
  readonly label: string;
  readonly spurious: string;
}

/** How a sample is drawn. */
export interface SampleOptions<Row> {
  /** `M`. */
  readonly size: number;
  /** Integer. */
  readonly seed: number;
  /** Names the stratum of a row; a cell takes equally from each of its strata, as far as they go. */
  readonly stratumOf?: ((row: Row) => string) | undefined;
}

/**
 * Draws a sample of exact predictivity from data that bring their spurious values: in each cell of a
 * label and a value without replacement, by a seeded shuffle.
 *
 * @param pool - Rows of other values are passed over.
 * @returns The sample, in random order.
 * @throws {ConfigError} If a cell has too few rows; tells the largest size and the limiting cell.
 */
export function sampleCells<Row extends Labelled>(
  pool: readonly Row[],
  association: Association,
  { size, seed, stratumOf = () => "" }: SampleOptions<Row>,
): readonly Row[] {
  const random = createRandom(seed);
  const sample = cellTargets(association, size).flatMap(({ label, spurious, count }) => {
    const rows = pool.filter((row) => row.label === label && row.spurious === spurious);
    if (rows.length < count) throw infeasible(association, pool, size);
    const shuffled = random.fork(`cell ${label}, ${spurious}`).shuffle(rows);
    return takeEvenly(shuffled, stratumOf).slice(0, count);
  });
  return random.fork("order").shuffle(sample);
}

/** The share of each cell, `P(S = s) P(Y = y | S = s)`. */
function cellShares(association: Association) {
  const values = Object.keys(association.labelOf);
  return values.flatMap((spurious) =>
    association.labels.map((label) => {
      const share = labelGivenSpurious(association, label, spurious) / values.length;
      return { label, spurious, share };
    }),
  );
}

/** Reorders rows so that every beginning of the list takes equally from each stratum that lasts. */
function takeEvenly<Row>(rows: readonly Row[], stratumOf: (row: Row) => string): readonly Row[] {
  const taken = new Map<string, number>();
  const turns = rows.map((row) => {
    const turn = taken.get(stratumOf(row)) ?? 0;
    taken.set(stratumOf(row), turn + 1);
    return { row, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ row }) => row);
}

function infeasible(association: Association, pool: readonly Labelled[], size: number) {
  const { size: most, limit } = maxSampleSize(association, pool);
  return new ConfigError(
    `sampleCells: size must be <= ${most} at rho ${association.rho}, got ${size}. ` +
      `There are ${limit.count} rows of label "${limit.label}" and value "${limit.spurious}".`,
  );
}
