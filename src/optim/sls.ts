import { requireInRange, requireKnownName, scoped, selectAll, tf } from "../core/index.ts";
import { allFinite, findNonFinite, nonFiniteError, requireNonFinitePolicy } from "./non-finite.ts";
import {
  type LossFunction,
  type Optimizer,
  type Phase,
  runEagerly,
  type StepReport,
} from "./optimizer.ts";
import { type CommonOptions, requireNumbers, requireVariables } from "./rule.ts";
import {
  assignAll,
  createVariables,
  innerProduct,
  lossAndGradients,
  multiplyAdd,
  projectToBall,
  type TensorList,
  withWeights,
  zerosLikeAll,
} from "./tensor-list.ts";

/** Options of {@link sls}. There is none that must be tuned; `sufficientDecrease` is the first to try. */
export interface SlsOptions extends CommonOptions {
  /**
   * When a trial is taken: `armijo` (default) if the loss falls far enough for the length of the
   * step; `goldstein` if also the step is long enough for the fall, otherwise it is doubled.
   */
  readonly search?: LineSearch;
  /** `c` of the paper: share of the fall the gradient foresees that is enough, in `(0, 0.5]`. Default 0.1. */
  readonly sufficientDecrease?: number;
  /** Largest step size, > 0. Default `Infinity` for Armijo's search, 10 for Goldstein's. */
  readonly learningRate?: number;
  /**
   * The first trial is so many times the last step size, >= 1, the first being 1. The authors double
   * per epoch, `2 ** (1 / batchesPerEpoch)`. Default `2 ** (1 / 500)` for Armijo's search; 1 for
   * Goldstein's, which finds longer steps itself.
   */
  readonly growth?: number;
}

/** A condition on trials. */
export type LineSearch = "armijo" | "goldstein";

/** Shorter gradients count as zero: no search. */
const SHORTEST_GRADIENT = 1e-8;
/** Factors of a step that is too long, too short. */
const [SHRINKAGE, EXTENSION] = [0.9, 2];
const MAX_TRIALS = 100;
/** Taken when no trial did. */
const SHORTEST_STEP = 1e-6;

/** The start of a search and the trial at hand. */
interface Trial {
  /** At the weights before the step. */
  readonly loss: number;
  readonly squaredNorm: number;
  readonly stepSize: number;
  /** From 1. */
  readonly index: number;
}

/**
 * Stochastic gradient descent with a line search on each minibatch: the first trial is `growth`
 * times the last step size, and it is shortened by a tenth until
 * `loss(w - gamma g) <= loss(w) - c gamma ||g||^2`; Goldstein's search doubles it while
 * `loss(w - gamma g) < loss(w) - (1 - c) gamma ||g||^2`. A trial whose loss is not finite is too long.
 * After 100 trials the step size is 1e-6, and the next search starts as this one did.
 * With `maxNorm` the trials are projected, and `||w - trial||^2 / gamma` replaces `gamma ||g||^2`.
 *
 * The loss must give the same minibatch each time; with dropout it is another function each time,
 * which the search takes for a rise or fall. `statistics` are written by the first evaluation alone.
 *
 * @param variables - What to train; at least one.
 * @returns Reports `evaluations`, how often the loss was evaluated.
 * @throws {ConfigError} If an option is out of range.
 * @see Vaswani et al. 2019, "Painless Stochastic Gradient: Interpolation, Line-Search, and
 *   Convergence Rates".
 */
export function sls(
  variables: readonly tf.Variable[],
  {
    search = "armijo",
    sufficientDecrease = 0.1,
    learningRate = search === "armijo" ? Number.POSITIVE_INFINITY : 10,
    growth = search === "armijo" ? 2 ** (1 / 500) : 1,
    maxNorm,
    nonFinite = "throw",
    statistics = [],
  }: SlsOptions = {},
): Optimizer {
  requireVariables("sls", variables);
  requireKnownName("sls: search", search, ["armijo", "goldstein"]);
  requireInRange("sls: sufficientDecrease", sufficientDecrease, { above: 0, max: 0.5 });
  requireInRange("sls: learningRate", learningRate, { above: 0 });
  requireInRange("sls: growth", growth, { min: 1, below: Number.POSITIVE_INFINITY });
  if (maxNorm !== undefined) requireInRange("sls: maxNorm", maxNorm, { above: 0 });
  requireNonFinitePolicy("sls", nonFinite);
  const project = (weights: TensorList) =>
    maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  if (maxNorm !== undefined) scoped(() => assignAll(variables, project(variables)));

  let largest = learningRate;
  let steps = 0;
  let lastStepSize = 1;
  /** Of the step under way; nothing between steps. */
  const gradient = scoped(() => createVariables("sls/gradient", zerosLikeAll(variables)));

  /** The weights stay where they are until the search is over. */
  const pointAt = (stepSize: tf.Scalar) => {
    const descent: tf.Scalar = tf.neg(stepSize);
    return project(variables.map((w, i) => multiplyAdd(gradient[i]!, descent, w)));
  };

  const begin = (): Phase => ({
    key: "gradient",
    coefficients: [],
    run: (loss) => {
      const before = statistics.map((statistic) => tf.clone(statistic));
      const evaluated = lossAndGradients(loss, variables);
      const numbers = [evaluated.loss, innerProduct(evaluated.gradients, evaluated.gradients)];
      assignAll(gradient, evaluated.gradients);
      assignAll(statistics, selectAll(allFinite(numbers), statistics, before));
      return tf.stack(numbers).as1D();
    },
    conclude: ([lossValue = Number.NaN, squaredNorm = Number.NaN], loss) => {
      if (!Number.isFinite(lossValue) || !Number.isFinite(squaredNorm)) {
        return reject(lossValue, squaredNorm, loss);
      }
      if (squaredNorm < SHORTEST_GRADIENT ** 2) return report(lossValue, 0, 1);
      const stepSize = Math.min(largest, lastStepSize * growth);
      return tryStep({ loss: lossValue, squaredNorm, stepSize, index: 1 });
    },
  });

  const tryStep = (trial: Trial): Phase => ({
    key: "trial",
    coefficients: [trial.stepSize],
    run: (loss, [stepSize]) => {
      const point = pointAt(stepSize!);
      const swapped = [...variables, ...statistics];
      const value = withWeights(swapped, () => [...point, ...statistics], loss);
      if (maxNorm === undefined) return tf.stack([value]).as1D();
      const move = variables.map((w, i) => tf.sub(w, point[i]!));
      return tf.stack([value, innerProduct(move, move)]).as1D();
    },
    conclude: ([lossThere = Number.NaN, squaredMove]) => {
      const { loss, squaredNorm, stepSize, index } = trial;
      const foreseen = squaredMove === undefined ? stepSize * squaredNorm : squaredMove / stepSize;
      const factor = correction(search, sufficientDecrease, loss - lossThere, foreseen);
      const corrected = Math.min(largest, stepSize * factor);
      if (corrected === stepSize) return takeStep(trial, stepSize);
      if (index < MAX_TRIALS) return tryStep({ ...trial, stepSize: corrected, index: index + 1 });
      return takeStep(trial, factor > 1 ? stepSize : SHORTEST_STEP);
    },
  });

  const takeStep = (trial: Trial, chosen: number): Phase => ({
    key: "step",
    coefficients: [chosen],
    run: (_loss, [stepSize]) => {
      assignAll(variables, pointAt(stepSize!));
      return stepSize!.as1D();
    },
    conclude: () => {
      if (chosen === trial.stepSize) lastStepSize = chosen;
      return report(trial.loss, chosen, trial.index + 1);
    },
  });

  const report = (loss: number, stepSize: number, evaluations: number): StepReport => {
    steps += 1;
    return { loss, updated: true, stepSize, details: { evaluations } };
  };

  const reject = (lossValue: number, squaredNorm: number, loss: LossFunction): StepReport => {
    if (nonFinite === "skip") {
      return { loss: lossValue, updated: false, stepSize: 0, skipped: "non-finite" };
    }
    const derived = { tensor: "squared norm of the gradient", value: squaredNorm };
    const found = findNonFinite(lossValue, loss, variables, derived);
    throw nonFiniteError("sls", "learningRate", steps, found);
  };

  return {
    name: "sls",
    variables,
    begin,
    step: (loss) => runEagerly(begin(), loss),
    finish: () => {},
    evaluate: (body) => body(),
    setLearningRate: (value) => {
      requireInRange("sls: learningRate", value, { above: 0 });
      largest = value;
    },
    getState: () => ({
      name: "sls",
      numbers: { steps, learningRate: largest, stepSize: lastStepSize },
      tensors: {},
    }),
    setState: (state) => {
      const numbers = requireNumbers("sls", state, ["steps", "learningRate", "stepSize"]);
      [steps, largest, lastStepSize] = [numbers.steps, numbers.learningRate, numbers.stepSize];
    },
    dispose: () => tf.dispose([...gradient]),
  };
}

/**
 * Factor by which a trial misses: 1 takes it.
 *
 * @param decrease - Of the loss; NaN or infinite if the trial's is.
 * @param foreseen - By the gradient.
 */
function correction(
  search: LineSearch,
  sufficientDecrease: number,
  decrease: number,
  foreseen: number,
): number {
  if (!Number.isFinite(decrease) || decrease < sufficientDecrease * foreseen) return SHRINKAGE;
  const isTooShort = search === "goldstein" && decrease > (1 - sufficientDecrease) * foreseen;
  return isTooShort ? EXTENSION : 1;
}
