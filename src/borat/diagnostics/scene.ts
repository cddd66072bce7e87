import type { Plot, PlotFrame, PlotLayer } from "./plot.ts";

/** Paths of several methods over a plane, and the loss on it: all that a picture needs. */
export interface Scene {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** The loss at evenly spaced places. */
  readonly field: Field;
  readonly paths: readonly PlanePath[];
  /** Where the loss is least, if it is known. */
  readonly solution?: readonly [number, number];
}

/** A function on a grid. */
export interface Field {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** `[y][x]`, loss units. */
  readonly z: readonly (readonly number[])[];
}

/** The way of one method over the plane. */
export interface PlanePath {
  readonly name: string;
  readonly color: string;
  readonly points: readonly PlanePathPoint[];
}

/** A place on the way. */
export interface PlanePathPoint {
  readonly x: number;
  readonly y: number;
  /** Gradients of minibatches evaluated before it. */
  readonly evaluations: number;
  /** Loss over all minibatches there. */
  readonly loss: number;
  /** False where a bundle is open. */
  readonly isIterate: boolean;
}

/** How much of the paths to draw. */
export interface PathsPlotOptions {
  /** Draws what was reached with this many gradients. By default all. */
  readonly until?: number;
  /** Marks the places inside a bundle where pieces were taken. Default: false. */
  readonly inner?: boolean;
}

/** The paths on the lines of equal loss. */
export function pathsPlot(scene: Scene, options: PathsPlotOptions = {}): Plot {
  const { until = Number.POSITIVE_INFINITY, inner = false } = options;
  const { field, solution } = scene;
  const layers: PlotLayer[] = [{ mark: "contour", ...field, log: true, levels: 14 }];
  if (solution) {
    const [x, y] = solution;
    layers.push({ mark: "scatter", x: [x], y: [y], color: "#222222", size: 9, name: "solution" });
  }
  for (const path of scene.paths) layers.push(...pathLayers(path, field, until, inner));
  const range = (places: readonly number[]) => [places[0]!, places.at(-1)!] as const;
  return {
    title: scene.title,
    x: { label: scene.xLabel, range: range(field.x) },
    y: { label: scene.yLabel, range: range(field.y) },
    width: 720,
    height: 500,
    layers,
  };
}

/** Leaves out what comes after a path has gone far out of the picture: it diverges. */
function untilLost(points: readonly PlanePathPoint[], field: Field): readonly PlanePathPoint[] {
  const isNear = (place: number, axis: readonly number[]) => {
    const [first, last] = [axis[0]!, axis.at(-1)!];
    return Math.abs(place - (first + last) / 2) <= 4 * (last - first);
  };
  const lost = points.findIndex(({ x, y }) => !isNear(x, field.x) || !isNear(y, field.y));
  return lost < 0 ? points : points.slice(0, lost);
}

function pathLayers(
  { name, color, points }: PlanePath,
  field: Field,
  until: number,
  inner: boolean,
) {
  const reached = untilLost(points, field).filter(({ evaluations }) => evaluations <= until);
  const iterates = reached.filter(({ isIterate }) => isIterate);
  const columns = (list: readonly PlanePathPoint[]) => ({
    x: list.map(({ x }) => x),
    y: list.map(({ y }) => y),
  });
  const layers: PlotLayer[] = [
    { mark: "line", name, color, points: points.length <= 60, ...columns(iterates) },
    { mark: "scatter", color, size: 11, ...columns(iterates.slice(-1)) },
  ];
  const open = reached.filter(({ isIterate }) => !isIterate);
  if (inner) layers.push({ mark: "scatter", color, size: 4, ...columns(open) });
  return layers;
}

/** The loss along each path, against the gradients it took. */
export function pathLossPlot({ title, paths }: Scene, until = Number.POSITIVE_INFINITY): Plot {
  const iterates = paths.map((path) => path.points.filter(({ isIterate }) => isIterate));
  const last = Math.max(1, ...paths.flatMap(({ points }) => points.at(-1)?.evaluations ?? 1));
  const finite = iterates
    .flat()
    .map(({ loss }) => loss)
    .filter((loss) => loss > 0 && Number.isFinite(loss));
  const start = Math.max(1e-12, ...iterates.map(([first]) => first?.loss ?? 0));
  const least = finite.reduce((a, b) => Math.min(a, b), start);
  return {
    title: `${title}: loss`,
    x: { label: "gradients of minibatches", range: [0, last] },
    y: {
      label: "loss over all minibatches",
      log: true,
      range: [Math.max(least, start * 1e-10) / 2, 10 * start],
    },
    width: 600,
    height: 500,
    layers: paths.map(({ name, color }, i) => {
      const drawn = iterates[i]!.filter(({ evaluations }) => evaluations <= until);
      return {
        mark: "line",
        name,
        color,
        x: drawn.map(({ evaluations }) => evaluations),
        y: drawn.map(({ loss }) => loss),
      };
    }),
  };
}

/**
 * A race: the paths as they grow with the gradients each method may take. The last frame shows all.
 *
 * @param count - How many frames at most. Default: 60.
 * @example
 * film(raceFrames(scene), { label: "gradients:" });
 */
export function raceFrames(
  scene: Scene,
  { count = 60, inner = false }: { readonly count?: number; readonly inner?: boolean } = {},
): readonly PlotFrame[] {
  return framePlaces(scene, count).map((until) => ({
    label: String(until),
    figure: pathsPlot(scene, { until, inner }),
  }));
}

/** Different numbers of gradients, evenly spread, the last among them. */
function framePlaces({ paths }: Scene, count: number): readonly number[] {
  const all = paths.flatMap(({ points }) => points.map(({ evaluations }) => evaluations));
  const places = [...new Set(all)].sort((a, b) => a - b);
  if (places.length <= count) return places;
  return Array.from(
    { length: count },
    (_, i) => places[Math.round((i * (places.length - 1)) / (count - 1))]!,
  );
}
