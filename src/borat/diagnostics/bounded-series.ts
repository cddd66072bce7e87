/** How the values that share a place are put together. */
export type Merge = "mean" | "max";

/** Rows of numbers over time, in a bounded number of places however many rows come. */
export interface BoundedSeries {
  /** Adds a row; `at` increases. NaN counts as missing. */
  add(at: number, row: readonly number[]): void;
  /** Middle of the times of each place. */
  times(): readonly number[];
  /** The values of column `index` at each place; NaN where all are missing. */
  column(index: number): readonly number[];
  readonly numColumns: number;
}

interface Place {
  sumAt: number;
  rows: number;
  readonly counts: number[];
  readonly values: number[];
}

/**
 * Collects rows in at most `limit` places: once they are full, neighbours are merged and each place
 * takes twice as many rows.
 *
 * @param merges - How each column is put together.
 * @param limit - Even, >= 2.
 */
export function createBoundedSeries(merges: readonly Merge[], limit: number): BoundedSeries {
  let places: Place[] = [];
  let rowsPerPlace = 1;

  const addTo = (place: Place, value: number, column: number, weight: number) => {
    if (Number.isNaN(value)) return;
    const count = place.counts[column]!;
    const old = place.values[column]!;
    place.values[column] =
      count === 0
        ? value
        : merges[column] === "max"
          ? Math.max(old, value)
          : (old * count + value * weight) / (count + weight);
    place.counts[column] = count + weight;
  };

  const emptyPlace = (): Place => ({
    sumAt: 0,
    rows: 0,
    counts: merges.map(() => 0),
    values: merges.map(() => Number.NaN),
  });

  const mergePairs = () => {
    places = places.flatMap((place, i) => {
      const next = places[i + 1];
      if (i % 2 === 1) return [];
      if (next === undefined) return [place];
      for (const column of merges.keys()) {
        addTo(place, next.values[column]!, column, next.counts[column]!);
      }
      place.sumAt += next.sumAt;
      place.rows += next.rows;
      return [place];
    });
    rowsPerPlace *= 2;
  };

  return {
    numColumns: merges.length,
    add: (at, row) => {
      let place = places.at(-1);
      if (place === undefined || place.rows >= rowsPerPlace) {
        if (places.length >= limit) mergePairs();
        place = emptyPlace();
        places.push(place);
      }
      for (const [column, value] of row.entries()) addTo(place, value, column, 1);
      place.sumAt += at;
      place.rows += 1;
    },
    times: () => places.map(({ sumAt, rows }) => sumAt / rows),
    column: (index) => places.map(({ values }) => values[index]!),
  };
}
