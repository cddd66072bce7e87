import { setImmediate } from "node:timers/promises";
import { compile, requireInRange, scoped, tf } from "../../core/index.ts";
import { assignAll, type LossFunction } from "../../optim/index.ts";
import {
  planeThrough,
  principalPlane,
  project,
  varianceShares,
  type WeightPlane,
} from "./directions.ts";
import type { PlanePath, Scene } from "./scene.ts";
import { assignFlat, flattenWeights, type WeightPath } from "./weight-path.ts";

/** What slice of the loss to evaluate. */
export interface LandscapeOptions {
  readonly variables: readonly tf.Variable[];
  /** The loss to draw, e.g. over the whole training set; without dropout or moving statistics. */
  readonly loss: LossFunction;
  readonly paths: readonly WeightPath[];
  /**
   * `pca` (default): the plane of the two principal components of all snapshots; `ends`: the plane
   * through the end points of the three paths, or of two and their common start.
   */
  readonly plane?: "pca" | "ends";
  /** Places along each axis. Default: 41. */
  readonly resolution?: number;
  /** Room around the paths, as a share of what they span. Default: 0.2. */
  readonly margin?: number;
  readonly title?: string;
  /** Ends the evaluation at the next row: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Evaluates the loss on a plane through the space of the weights, with the paths of optimisers
 * projected on it. The variables are back at their values afterwards.
 *
 * Paths leave the plane: the loss of a path's points is their own, not that of the plane beneath, and
 * the axes tell the share of the snapshots' variance that lies along them.
 *
 * @throws {ConfigError} If the paths span no plane.
 * @throws The signal's reason, once it is aborted.
 * @example
 * const scene = await landscape({ variables: model.variables, loss, paths });
 * film(raceFrames(scene), { label: "gradients:" });
 */
export async function landscape(options: LandscapeOptions): Promise<Scene> {
  const { variables, paths, resolution = 41, margin = 0.2, title = "Loss landscape" } = options;
  requireInRange("landscape: resolution", resolution, { min: 2, integer: true });
  const plane = choosePlane(options);
  const before = flattenWeights(variables);
  const evaluator = createEvaluator(options, plane);
  try {
    const projected = paths.map(
      (path): PlanePath => ({
        name: path.name,
        color: path.color,
        points: path.points.map(({ weights, evaluations, isIterate }) => {
          const [x, y] = project(plane, weights);
          return { x, y, evaluations, isIterate, loss: evaluator.atWeights(weights) };
        }),
      }),
    );
    const points = projected.flatMap((path) => path.points);
    const xs = axis(
      points.map(({ x }) => x),
      resolution,
      margin,
    );
    const ys = axis(
      points.map(({ y }) => y),
      resolution,
      margin,
    );
    const z: number[][] = [];
    for (const y of ys) {
      await setImmediate();
      options.signal?.throwIfAborted();
      z.push(xs.map((x) => evaluator.inPlane(x, y)));
    }
    const shares = varianceShares(plane, snapshotsOf(paths).flat());
    const [first, second] = shares.map((share) => `${(100 * share).toFixed(1)} %`);
    return {
      title,
      xLabel: `first direction (${first} of the variance)`,
      yLabel: `second direction (${second})`,
      field: { x: xs, y: ys, z },
      paths: projected,
    };
  } finally {
    evaluator.dispose();
    assignFlat(variables, before);
  }
}

function choosePlane({ paths, plane = "pca" }: LandscapeOptions): WeightPlane {
  const snapshots = snapshotsOf(paths);
  if (plane === "pca") return principalPlane(snapshots.flat());
  const ends = snapshots.flatMap((list) => list.slice(-1));
  const start = snapshots[0]?.[0];
  return planeThrough(ends.length === 2 && start ? [...ends, start] : ends);
}

/** Iterates of each path. */
function snapshotsOf(paths: readonly WeightPath[]): readonly (readonly Float32Array[])[] {
  return paths.map(({ points }) =>
    points.filter(({ isIterate }) => isIterate).map(({ weights }) => weights),
  );
}

/** Evaluates the loss at places given as numbers, as one graph. */
function createEvaluator({ variables, loss }: LandscapeOptions, plane: WeightPlane) {
  const vectors = [plane.origin, plane.first, plane.second];
  const tensors = vectors.map((vector) => tf.tensor1d(vector));
  const splitLike = (flat: tf.Tensor1D) => {
    let at = 0;
    return variables.map(({ size, shape }) => {
      const part = flat.slice(at, size).reshape(shape);
      at += size;
      return part;
    });
  };
  const lossAt = compile((place: tf.Tensor1D) => {
    const [a, b] = tf.unstack(place);
    const [origin, first, second] = tensors;
    const flat = origin!.add(first!.mul(a!)).add(second!.mul(b!)).as1D();
    assignAll(variables, splitLike(flat));
    return loss();
  });
  return {
    inPlane: (x: number, y: number) => scoped(() => lossAt(tf.tensor1d([x, y])).dataSync()[0]!),
    atWeights: (weights: Float32Array) => {
      assignFlat(variables, weights);
      return scoped(() => loss().dataSync()[0]!);
    },
    dispose: () => {
      lossAt.dispose();
      tf.dispose(tensors);
    },
  };
}

/** Evenly spaced places over what the values span and a margin. */
function axis(values: readonly number[], resolution: number, margin: number): readonly number[] {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const room = margin * (high - low);
  const span = high - low + 2 * room;
  return Array.from({ length: resolution }, (_, i) => low - room + (i * span) / (resolution - 1));
}
