import { createRandom, requireInRange, scoped, tf } from "../../core/index.ts";
import type { Optimizer } from "../../optim/index.ts";

/** Weights on their way, each snapshot all variables in one vector. */
export interface WeightPath {
  readonly name: string;
  readonly color: string;
  readonly points: readonly WeightPoint[];
}

/** One snapshot. */
export interface WeightPoint {
  /** Gradients of minibatches evaluated before it. */
  readonly evaluations: number;
  /** `[P]`. */
  readonly weights: Float32Array;
  /** False where a bundle is open: a point where a piece is taken, and no iterate. */
  readonly isIterate: boolean;
}

/** What is trained. */
export interface PathTask {
  readonly variables: readonly tf.Variable[];
  /** How many minibatches there are. */
  readonly numBatches: number;
  /** Mean loss of a minibatch at the variables' present values. */
  batchLoss(batch: number): tf.Scalar;
}

/** A method in a race. */
export interface Racer {
  readonly name: string;
  readonly color: string;
  create(variables: readonly tf.Variable[]): Optimizer;
}

/** How far to go. */
export interface PathOptions {
  /** Gradients of minibatches to evaluate, for every method alike. */
  readonly evaluations: number;
  /** A snapshot after each so many evaluations. Default: 1. */
  readonly every?: number;
  /** Decides the order of the minibatches. Default: 0. */
  readonly seed?: number;
}

/**
 * Trains from the variables' present values by each method in turn, on the same minibatches in the
 * same order, and takes snapshots. The variables are back at their values afterwards.
 *
 * Methods that evaluate a minibatch more than once in a step are counted as if they did it once.
 *
 * @throws {ConfigError} If `evaluations` or `every` is not a positive integer.
 */
export function tracePaths(
  task: PathTask,
  racers: readonly Racer[],
  options: PathOptions,
): readonly WeightPath[] {
  const range = { min: 1, integer: true };
  requireInRange("tracePaths: evaluations", options.evaluations, range);
  requireInRange("tracePaths: every", options.every ?? 1, range);
  const start = flattenWeights(task.variables);
  return racers.map((racer) => {
    try {
      return { name: racer.name, color: racer.color, points: trace(task, racer, options) };
    } finally {
      assignFlat(task.variables, start);
    }
  });
}

function trace(
  { variables, numBatches, batchLoss }: PathTask,
  racer: Racer,
  { evaluations, every = 1, seed = 0 }: PathOptions,
): readonly WeightPoint[] {
  const random = createRandom(seed);
  const points: WeightPoint[] = [
    { evaluations: 0, weights: flattenWeights(variables), isIterate: true },
  ];
  const optimizer = racer.create(variables);
  try {
    let order: readonly number[] = [];
    for (let k = 0; k < evaluations; k++) {
      if (k % numBatches === 0) order = random.fork(`pass ${k}`).permutation(numBatches);
      const batch = order[k % numBatches]!;
      const { updated } = optimizer.step(() => batchLoss(batch));
      if ((k + 1) % every !== 0 && k + 1 < evaluations) continue;
      const weights = flattenWeights(variables);
      points.push({ evaluations: k + 1, weights, isIterate: updated });
      if (!weights.every(Number.isFinite)) break;
    }
  } finally {
    optimizer.finish();
    optimizer.dispose();
  }
  return points;
}

/** Collects snapshots of a training that runs elsewhere. */
export interface WeightRecorder {
  /** Takes a snapshot; bundles must be closed. */
  record(variables: readonly tf.Variable[], evaluations: number): void;
  path(): WeightPath;
}

/**
 * Collects the weights of a run, e.g. after each epoch.
 *
 * @example
 * const recorder = createWeightRecorder({ name: "BORAT 3", color: "#d6322e" });
 * await runCell(config, {
 *   onEpoch: ({ evaluations }, { variables }) => recorder.record(variables, evaluations),
 * });
 */
export function createWeightRecorder(style: Pick<WeightPath, "name" | "color">): WeightRecorder {
  const points: WeightPoint[] = [];
  return {
    record: (variables, evaluations) => {
      points.push({ evaluations, weights: flattenWeights(variables), isIterate: true });
    },
    path: () => ({ ...style, points: [...points] }),
  };
}

/** All weights in one vector, `[P]`, each variable row by row. */
export function flattenWeights(variables: readonly tf.Variable[]): Float32Array {
  const size = variables.reduce((total, variable) => total + variable.size, 0);
  const flat = new Float32Array(size);
  let at = 0;
  for (const variable of variables) {
    flat.set(variable.dataSync<"float32">(), at);
    at += variable.size;
  }
  return flat;
}

/** Gives the variables the values of {@link flattenWeights}. */
export function assignFlat(variables: readonly tf.Variable[], flat: Float32Array): void {
  scoped(() => {
    let at = 0;
    for (const variable of variables) {
      variable.assign(tf.tensor(flat.slice(at, at + variable.size), variable.shape));
      at += variable.size;
    }
  });
}
