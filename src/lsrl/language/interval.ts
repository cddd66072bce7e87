import type { Bounds } from "./node.ts";

/** No bounds at all. */
export const unbounded: Bounds = {
  min: Number.NEGATIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
};

/** The values that both intervals allow; where rounding left none, those of `a`. */
export function intersect(a: Bounds, b: Bounds | undefined): Bounds {
  if (b === undefined) return a;
  const [min, max] = [Math.max(a.min, b.min), Math.min(a.max, b.max)];
  return min <= max ? { min, max } : a;
}

/** The least interval that holds both. */
export function hull(a: Bounds, b: Bounds): Bounds {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

/** Bounds of `factor * x`; `factor` is not 0. */
export function scaleBounds(factor: number, { min, max }: Bounds): Bounds {
  return factor > 0
    ? { min: factor * min, max: factor * max }
    : { min: factor * max, max: factor * min };
}

/** Bounds of `max(0, x)`. */
export function reluBounds({ min, max }: Bounds): Bounds {
  return { min: Math.max(0, min), max: Math.max(0, max) };
}

/** Bounds of a product of independent factors. */
export function productBounds(a: Bounds, b: Bounds): Bounds {
  // 0 * Infinity is 0 here: the factor is exactly 0 or the other one finite.
  const times = (x: number, y: number) => (x === 0 || y === 0 ? 0 : x * y);
  const corners = [
    times(a.min, b.min),
    times(a.min, b.max),
    times(a.max, b.min),
    times(a.max, b.max),
  ];
  return { min: Math.min(...corners), max: Math.max(...corners) };
}
