/** Points on a curve. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** An Archimedean spiral: its radius grows by 1 with each turn. */
export function spiral(turns: number, pointsPerTurn = 60): Points {
  const angles = Array.from(
    { length: turns * pointsPerTurn + 1 },
    (_, i) => (2 * Math.PI * i) / pointsPerTurn,
  );
  const radius = (angle: number) => angle / (2 * Math.PI);
  return {
    x: angles.map((angle) => radius(angle) * Math.cos(angle)),
    y: angles.map((angle) => radius(angle) * Math.sin(angle)),
  };
}
