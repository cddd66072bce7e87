import type { Mark, Place } from "./marks.ts";

/** Where places stand on an axis: names get 0, 1, 2, ... in the order they come. */
export interface Positions {
  /** Undefined on an axis of numbers. */
  readonly categories: readonly string[] | undefined;
  at(place: Place): number;
}

/** The positions of an axis on which the marks have `places`. */
export function createPositions(places: readonly Place[]): Positions {
  if (!places.some((place) => typeof place === "string")) {
    return { categories: undefined, at: Number };
  }
  const categories = [...new Set(places.map(String))];
  const index = new Map(categories.map((name, i) => [name, i]));
  return { categories, at: (place) => index.get(String(place)) ?? Number.NaN };
}

/** All places of the marks along x, or along y where only matrices have any. */
export function placesOf(marks: readonly Mark[], axis: "x" | "y"): readonly Place[] {
  return marks.flatMap((mark): readonly Place[] => {
    if (mark.kind === "heatmap" || mark.kind === "contour") return mark[axis];
    return axis === "x" && "x" in mark ? mark.x : [];
  });
}

/** Least distance between two positions; 1 where there are not two. */
export function leastDistance(positions: readonly number[]): number {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  const distances = sorted.slice(1).map((position, i) => position - sorted[i]!);
  return distances.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY) || 1;
}

/** Borders of cells around positions: half way between neighbours, one more than positions. */
export function cellBorders(positions: readonly number[]): readonly number[] {
  const first = positions[0] ?? 0;
  const last = positions.at(-1) ?? 0;
  const second = positions[1] ?? first + 1;
  const beforeLast = positions.at(-2) ?? last - 1;
  const between = positions.slice(1).map((position, i) => (position + positions[i]!) / 2);
  return [first - (second - first) / 2, ...between, last + (last - beforeLast) / 2];
}
