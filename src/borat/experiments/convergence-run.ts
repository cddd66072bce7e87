import { setImmediate } from "node:timers/promises";
import { createRandom, tf } from "../../core/index.ts";
import { alig, compileStep, type Optimizer, type StepReport, sgd } from "../../optim/index.ts";
import { borat } from "../optimizer.ts";
import type { BoratReport } from "../optimizer-report.ts";
import type { ConvergenceProblemName } from "./convergence-config.ts";
import { createGuaranteeCheck, type GuaranteeRecord } from "./convergence-guarantee.ts";
import type { ConvergenceProblem } from "./convergence-problems.ts";

/** A method of the study, without momentum and with a constant step size. */
export interface ConvergenceMethod {
  readonly name: string;
  readonly color: string;
  /** For curves that lie on another. */
  readonly dashed?: boolean;
  create(variable: tf.Variable, problem: ConvergenceProblem, updates: number): Optimizer;
}

/** One run of one method on one problem. */
export interface ConvergenceRun {
  readonly problem: ConvergenceProblemName;
  readonly method: string;
  readonly seed: number;
  /** At updates that are evenly spread on a logarithmic axis. */
  readonly points: readonly ConvergencePoint[];
  /** Gradients of minibatches evaluated. */
  readonly evaluations: number;
  /** Of BORAT's runs. */
  readonly guarantee?: GuaranteeRecord;
}

/** Where a run is after some updates. */
export interface ConvergencePoint {
  /** From 1. */
  readonly updates: number;
  /** Mean loss over all minibatches, loss units. */
  readonly loss: number;
  /** Least of it so far, the start included. */
  readonly bestLoss: number;
  /** `||w - w*||^2`; 1 at the start. */
  readonly squaredDistance: number;
}

/** SGD's constant step size is the best that theory knows for the class, given all constants. */
export function convergenceMethods(
  bundleSizes: readonly number[],
  baselines: boolean,
): readonly ConvergenceMethod[] {
  const colors = new Map([
    [2, "#f4a582"],
    [3, "#d6322e"],
    [5, "#7f0d1e"],
  ]);
  const ofBorat = bundleSizes.map(
    (bundleSize): ConvergenceMethod => ({
      name: `BORAT ${bundleSize}`,
      color: colors.get(bundleSize) ?? "#b2182b",
      create: (variable, { eta }) => borat([variable], { eta, bundleSize, momentum: 0 }),
    }),
  );
  return baselines ? [...ofBorat, aligMethod, sgdMethod] : ofBorat;
}

const aligMethod: ConvergenceMethod = {
  name: "ALI-G",
  color: "#0072b2",
  dashed: true, // BORAT 2 takes the same steps
  // Its usual epsilon of 1e-5 would end the convergence at gradients of about that square.
  create: (variable, { eta }) => alig([variable], { learningRate: eta, epsilon: 1e-30 }),
};

const sgdMethod: ConvergenceMethod = {
  name: "SGD, tuned by theory",
  color: "#404040",
  create: (variable, { constants: { slope, smoothness } }, updates) => {
    const isSmooth = Number.isFinite(smoothness);
    const learningRate = isSmooth ? 1 / (2 * smoothness) : 1 / (slope * Math.sqrt(updates));
    return sgd([variable], { learningRate });
  },
};

/** How far to run and when to stop. */
export interface ConvergenceRunOptions {
  readonly updates: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a method on minibatches that are drawn independently, as the bounds have it. Ends early where
 * float32 can not follow the loss further down.
 */
export async function runConvergenceMethod(
  method: ConvergenceMethod,
  problem: ConvergenceProblem,
  { updates, seed, signal }: ConvergenceRunOptions,
): Promise<ConvergenceRun> {
  const weights = tf.tidy(() => tf.variable(tf.tensor1d([...problem.start])));
  const inputs = problem.batches.map((rows) => tf.tensor2d(rows.map((row) => [...row])));
  const optimizer = method.create(weights, problem, updates);
  const step = compileStep(optimizer, (x: tf.Tensor2D) => problem.batchLoss(x, weights));
  const random = createRandom(seed).fork("minibatches");
  const tracker = createTracker(problem, updates);
  const guarantee = createGuaranteeCheck(problem.eta);
  let [done, evaluations] = [0, 0];
  try {
    while (done < updates && !tracker.isDone()) {
      if (evaluations % 50 === 0) {
        await setImmediate();
        signal?.throwIfAborted();
      }
      const report: StepReport | BoratReport = step(inputs[random.integer(inputs.length)]!);
      evaluations += 1;
      if (!report.updated) continue;
      done += 1;
      const before = tracker.squaredDistance();
      tracker.add(done, weights.dataSync<"float32">());
      if ("bundle" in report && report.bundle !== undefined) {
        guarantee.add(report.bundle, before, tracker.squaredDistance());
      }
    }
  } finally {
    step.dispose();
    optimizer.dispose();
    tf.dispose([weights, ...inputs]);
  }
  const checked = guarantee.record();
  return {
    problem: problem.name,
    method: method.name,
    seed,
    points: tracker.points(),
    evaluations,
    ...(checked.numChecked > 0 && { guarantee: checked }),
  };
}

/** Keeps the places of a curve on a logarithmic axis. */
function createTracker(problem: ConvergenceProblem, updates: number) {
  const LEAST_DISTANCE = 1e-24; // squared; float32 gradients and losses below would underflow
  const POINTS = 60;
  const kept = new Set(
    Array.from({ length: POINTS }, (_, i) => Math.round(updates ** (i / (POINTS - 1)))),
  );
  const points: ConvergencePoint[] = [];
  let bestLoss = problem.loss(problem.start);
  let squaredDistance = 1;
  return {
    add: (update: number, weights: Float32Array) => {
      const loss = problem.loss(weights);
      bestLoss = Math.min(bestLoss, loss);
      squaredDistance = weights.reduce((sum, weight) => sum + weight * weight, 0);
      if (kept.has(update)) points.push({ updates: update, loss, bestLoss, squaredDistance });
    },
    squaredDistance: () => squaredDistance,
    isDone: () => !(squaredDistance > LEAST_DISTANCE) || !Number.isFinite(squaredDistance),
    points: (): readonly ConvergencePoint[] => points,
  };
}
