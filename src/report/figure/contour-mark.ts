// The index of core would load the tensor engine.
import { ConfigError } from "../../core/errors.ts";
import { indices, requireLength } from "./marks.ts";
import type { ColorScale, ContourOptions } from "./options.ts";

/** Parsed lines of equal height. */
export interface ContourMark {
  readonly kind: "contour";
  /** Evenly spaced. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** `[rows][columns]`. */
  readonly z: readonly (readonly number[])[];
  /** Heights of the lines, increasing. */
  readonly levels: readonly number[];
  /** `z` counted in levels: 0 at the first line, 1 at the second; under the first -1 at least. */
  readonly heights: readonly (readonly number[])[];
  readonly scale: ColorScale;
  readonly label: string;
}

/** Decades that lines at equal ratios span at most. */
const mostDecades = 6;

/** Parses a function of two variables. */
export function contourMark(options: ContourOptions): ContourMark {
  const z = Array.from(options.z, (row) => Array.from(row));
  const columns = z[0]?.length ?? 0;
  for (const [r, row] of z.entries()) {
    requireLength(`contour: row ${r} of z`, row.length, columns);
  }
  const x = options.x === undefined ? indices(columns) : Array.from(options.x);
  const y = options.y === undefined ? indices(z.length) : Array.from(options.y);
  requireLength("contour: x", x.length, columns);
  requireLength("contour: y", y.length, z.length);
  const { levels: count = 12, log = false, scale = "slate", label = "" } = options;
  if (!(count >= 2)) throw new ConfigError(`contour: levels must be >= 2, got ${count}`);
  const { forth, back, low, high } = spanOf(z, log);
  const spacing = (high - low) / count || 1;
  return {
    kind: "contour",
    x,
    y,
    z,
    levels: indices(count).map((level) => back(low + level * spacing)),
    heights: z.map((row) => row.map((value) => Math.max(-1, (forth(value) - low) / spacing))),
    scale,
    label,
  };
}

/** The span of the lines on the scale where they stand at equal distances. */
function spanOf(z: readonly (readonly number[])[], log: boolean) {
  const forth = log ? Math.log10 : (value: number) => value;
  const back = log ? (value: number) => 10 ** value : (value: number) => value;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of z.flat().map(forth)) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return { forth, back, low: 0, high: 1 };
  return { forth, back, low: log ? Math.max(low, high - mostDecades) : low, high };
}
