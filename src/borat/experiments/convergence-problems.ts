import { createRandom, type Random, tf } from "../../core/index.ts";
import type { ConvergenceProblemName, ConvergenceSettings } from "./convergence-config.ts";

/**
 * A convex problem whose minibatches all have the solution `w* = 0`, where float32 is finest; any
 * other solution is the same problem with the weights shifted.
 */
export interface ConvergenceProblem {
  readonly name: ConvergenceProblemName;
  readonly title: string;
  /** Minibatches of equal size, `[batches][B][D]`. */
  readonly batches: readonly (readonly (readonly number[])[])[];
  /** `[D]`, at distance 1 of the solution. */
  readonly start: readonly number[];
  /** Mean loss of a minibatch `[B, D]` at weights `[D, 1]`. */
  batchLoss(inputs: tf.Tensor2D, weights: tf.Tensor): tf.Scalar;
  /** Mean loss over all minibatches, in float64. */
  loss(weights: ArrayLike<number>): number;
  readonly constants: ProblemConstants;
  /** Longest step in loss and weight units: the setting's eta times the problem's own scale. */
  readonly eta: number;
}

/** What theory needs to know of a problem. */
interface ProblemConstants {
  /** Largest norm of a minibatch's subgradient, C; infinite for squares. */
  readonly slope: number;
  /** Largest smoothness of a minibatch, beta; infinite for absolute values. */
  readonly smoothness: number;
  /** Strong convexity of the mean loss, mu. */
  readonly convexity: number;
}

const titles: Readonly<Record<ConvergenceProblemName, string>> = {
  lipschitz: "mean |x . w|: Lipschitz",
  smooth: "ill-conditioned least squares: smooth",
  "strongly-convex": "least squares: strongly convex",
};

/** Makes a problem; equal seeds give equal problems. */
export function createConvergenceProblem(
  name: ConvergenceProblemName,
  settings: ConvergenceSettings,
  seed: number,
): ConvergenceProblem {
  const { examples, batchSize, condition } = settings;
  const isStrong = name === "strongly-convex";
  // Few weights for the examples: the strong convexity is then not much below the smoothness.
  const dimensions = isStrong
    ? Math.max(2, Math.round(settings.dimensions / 4))
    : settings.dimensions;
  const random = createRandom(seed).fork(name);
  const spread = isStrong ? 1 : condition;
  const inputs = drawInputs(random, examples, dimensions, spread);
  const count = Math.max(1, Math.floor(examples / batchSize));
  const batches = Array.from({ length: count }, (_, k) =>
    inputs.slice(k * batchSize, (k + 1) * batchSize),
  );
  const decay = isStrong ? 0 : settings.startDecay;
  const start = unit(
    Array.from({ length: dimensions }, (_, j) => (j + 1) ** -decay * random.normal()),
  );
  const isSquare = name !== "lipschitz";
  const constants = constantsOf(batches, isSquare);
  const all = batches.flat();
  return {
    name,
    title: titles[name],
    batches,
    start,
    batchLoss: (x, weights) => {
      const distances = tf.matMul(x, weights.as2D(-1, 1)); // [B, 1]
      return tf.mean(isSquare ? tf.square(distances).div(2) : tf.abs(distances)).asScalar();
    },
    loss: (weights) => {
      const losses = all.map((row) => {
        const distance = dot(row, weights);
        return isSquare ? distance ** 2 / 2 : Math.abs(distance);
      });
      return losses.reduce((a, b) => a + b) / losses.length;
    },
    constants,
    eta: settings.eta / (isSquare ? constants.smoothness : constants.slope),
  };
}

/** Normal inputs whose variances fall from 1 to `1 / condition` as a power of the index. */
function drawInputs(random: Random, examples: number, dimensions: number, condition: number) {
  const power = Math.log(condition) / Math.log(Math.max(2, dimensions));
  const deviations = Array.from({ length: dimensions }, (_, j) => (j + 1) ** (-power / 2));
  return Array.from({ length: examples }, () =>
    deviations.map((deviation) => deviation * random.normal()),
  );
}

function constantsOf(batches: ConvergenceProblem["batches"], isSquare: boolean): ProblemConstants {
  if (!isSquare) {
    const slopes = batches.map((rows) => mean(rows.map((row) => Math.sqrt(dot(row, row)))));
    return { slope: Math.max(...slopes), smoothness: Number.POSITIVE_INFINITY, convexity: 0 };
  }
  const covariance = secondMoments(batches.flat());
  const largest = largestEigenvalue(covariance);
  // The largest eigenvalue of the shifted matrix is the smallest one of the matrix itself.
  const shifted = covariance.map((row, i) =>
    row.map((value, j) => (i === j ? largest : 0) - value),
  );
  return {
    slope: Number.POSITIVE_INFINITY,
    smoothness: Math.max(...batches.map((rows) => largestEigenvalue(secondMoments(rows)))),
    convexity: Math.max(0, largest - largestEigenvalue(shifted)),
  };
}

/** `X^T X / rows`. */
function secondMoments(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return rows[0]!.map((_, i) =>
    rows[0]!.map((_value, j) => mean(rows.map((row) => row[i]! * row[j]!))),
  );
}

/** By power iteration: from below, to about 1e-6 of the value. */
function largestEigenvalue(matrix: readonly (readonly number[])[]): number {
  const ITERATIONS = 400;
  let vector: readonly number[] = unit(matrix.map((_, i) => 1 + 0.1 * Math.sin(i)));
  for (let k = 0; k < ITERATIONS; k++) {
    const next = matrix.map((row) => dot(row, vector));
    if (next.every((value) => value === 0)) return 0;
    vector = unit(next);
  }
  return dot(
    matrix.map((row) => dot(row, vector)),
    vector,
  );
}

function unit(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: readonly number[], b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
