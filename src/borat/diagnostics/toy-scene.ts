import { scoped, tf } from "../../core/index.ts";
import { adam, alig, sgd } from "../../optim/index.ts";
import { borat } from "../optimizer.ts";
import type { Field, PlanePathPoint, Scene } from "./scene.ts";
import { getToy, type Toy, type ToyName, toyLoss } from "./toys.ts";
import {
  type PathOptions,
  type PathTask,
  type Racer,
  tracePaths,
  type WeightPath,
} from "./weight-path.ts";

/** What to run on a toy. */
export interface ToySceneOptions extends Partial<PathOptions> {
  /** By default {@link standardRacers} at the toy's eta. */
  readonly racers?: readonly Racer[];
  /** Where to start. By default the toy's start. */
  readonly start?: readonly [number, number];
  /** Places along each axis at which the loss is drawn. Default: 81. */
  readonly resolution?: number;
}

/**
 * Runs methods on a problem with two weights, for pictures of their paths.
 *
 * @param toy - A toy or its name.
 * @throws {ConfigError} On an unknown name.
 * @example
 * const scene = toyScene("valley", { evaluations: 120 });
 * figure(pathsPlot(scene));
 * film(raceFrames(scene), { label: "gradients:" });
 */
export function toyScene(toy: Toy | ToyName, options: ToySceneOptions = {}): Scene {
  const known = typeof toy === "string" ? getToy(toy) : toy;
  const { evaluations = 60, every = 1, seed = 0, resolution = 81 } = options;
  const { racers = standardRacers(known.eta), start = known.start } = options;
  const weights = tf.tidy(() => tf.variable(tf.tensor1d([...start])));
  try {
    const paths = tracePaths(toyTask(known, weights), racers, { evaluations, every, seed });
    return {
      title: known.title,
      xLabel: "w1",
      yLabel: "w2",
      field: toyField(known, resolution),
      paths: paths.map((path) => ({ ...path, points: placePoints(known, path) })),
      solution: known.solution,
    };
  } finally {
    weights.dispose();
  }
}

/** SGD, Adam, ALI-G and BORAT with 3 and 5 pieces, without momentum where that can be chosen. */
export function standardRacers(eta: number): readonly Racer[] {
  const boratOf = (bundleSize: number, color: string): Racer => ({
    name: `BORAT ${bundleSize}`,
    color,
    create: (variables) => borat(variables, { eta, bundleSize, momentum: 0, nonFinite: "skip" }),
  });
  const options = { learningRate: eta, nonFinite: "skip" } as const;
  return [
    { name: "SGD", color: "#404040", create: (variables) => sgd(variables, options) },
    {
      name: "Adam (eta / 10)",
      color: "#e69f00",
      create: (variables) => adam(variables, { ...options, learningRate: eta / 10 }),
    },
    { name: "ALI-G", color: "#0072b2", create: (variables) => alig(variables, options) },
    boratOf(3, "#d6322e"),
    boratOf(5, "#7f0d1e"),
  ];
}

/** A toy as something to train; its pieces are the minibatches. */
export function toyTask({ pieces }: Toy, weights: tf.Variable): PathTask {
  return {
    variables: [weights],
    numBatches: pieces.length,
    batchLoss: (batch) => {
      const [first, second] = tf.unstack(weights);
      return pieces[batch]!(first!, second!).asScalar();
    },
  };
}

/** The loss of a toy over what it shows of the plane. */
function toyField(toy: Toy, resolution: number): Field {
  const [x, y] = [spread(toy.view.x, resolution), spread(toy.view.y, resolution)];
  const values = scoped(() => {
    const first = tf.tile(tf.tensor2d(x, [1, resolution]), [resolution, 1]); // [y, x]
    const second = tf.tile(tf.tensor2d(y, [resolution, 1]), [1, resolution]);
    return toyLoss(toy, first, second).dataSync();
  });
  return {
    x,
    y,
    z: y.map((_, row) => Array.from(values.slice(row * resolution, (row + 1) * resolution))),
  };
}

/** Evenly spaced places from the first to the last. */
function spread([first, last]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + (i * (last - first)) / (count - 1));
}

function placePoints(toy: Toy, { points }: WeightPath): readonly PlanePathPoint[] {
  const losses = scoped(() => {
    const column = (at: number) => tf.tensor1d(points.map(({ weights }) => weights[at]!));
    return toyLoss(toy, column(0), column(1)).dataSync();
  });
  return points.map(({ evaluations, weights, isIterate }, i) => ({
    x: weights[0]!,
    y: weights[1]!,
    evaluations,
    loss: losses[i]!,
    isIterate,
  }));
}
