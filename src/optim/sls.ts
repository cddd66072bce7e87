import {
  multiplyAdd,
  requireInRange,
  requireKnownName,
  scoped,
  selectAll,
  tf,
} from "../core/index.ts";
import { allFinite, findNonFinite, type NonFinitePolicy, nonFiniteError } from "./non-finite.ts";
import {
  type LossFunction,
  type Optimizer,
  type OptimizerState,
  type Phase,
  runEagerly,
  type StepReport,
} from "./optimizer.ts";
import { type CommonOptions, requireAlive, requireCommonOptions, requireNumbers } from "./rule.ts";
import {
  assignAll,
  createVariables,
  innerProduct,
  lossAndGradients,
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
  requireCommonOptions("sls", variables, { maxNorm, nonFinite });
  requireKnownName("sls: search", search, ["armijo", "goldstein"]);
  requireInRange("sls: sufficientDecrease", sufficientDecrease, { above: 0, max: 0.5 });
  requireInRange("sls: learningRate", learningRate, { above: 0 });
  requireInRange("sls: growth", growth, { min: 1, below: Number.POSITIVE_INFINITY });
  const settings = { search, sufficientDecrease, growth, maxNorm, nonFinite, statistics };
  return new Sls(variables, learningRate, settings);
}

/** Options that stay as they are. */
interface Settings {
  readonly search: LineSearch;
  readonly sufficientDecrease: number;
  readonly growth: number;
  readonly maxNorm: number | undefined;
  readonly nonFinite: NonFinitePolicy;
  readonly statistics: readonly tf.Variable[];
}

/**
 * Evaluates loss and gradient in a first phase, each trial in one more, and moves in the last: until
 * then the weights stay where they are, whatever happens in between.
 */
class Sls implements Optimizer {
  readonly name = "sls";
  readonly variables: readonly tf.Variable[];
  readonly #settings: Settings;
  /** Of the step under way; of no use between steps. */
  readonly #gradient: readonly tf.Variable[];
  #largest: number;
  #steps = 0;
  #lastStepSize = 1;

  constructor(variables: readonly tf.Variable[], learningRate: number, settings: Settings) {
    this.variables = variables;
    this.#settings = settings;
    this.#largest = learningRate;
    if (settings.maxNorm !== undefined) {
      scoped(() => assignAll(variables, this.#project(variables)));
    }
    this.#gradient = scoped(() => createVariables("sls/gradient", zerosLikeAll(variables)));
  }

  begin(): Phase {
    requireAlive(this.name, this.variables);
    const { statistics, growth } = this.#settings;
    return {
      key: "gradient",
      coefficients: [],
      run: (loss) => {
        const before = statistics.map((statistic) => tf.clone(statistic));
        const { loss: value, gradients } = lossAndGradients(loss, this.variables);
        const numbers = [value, innerProduct(gradients, gradients)];
        assignAll(this.#gradient, gradients);
        assignAll(statistics, selectAll(allFinite(numbers), statistics, before));
        return tf.stack(numbers).as1D();
      },
      conclude: ([value = Number.NaN, squaredNorm = Number.NaN], loss) => {
        const spoilt = !Number.isFinite(value) || !Number.isFinite(squaredNorm);
        if (spoilt) return this.#reject(value, squaredNorm, loss);
        if (squaredNorm < SHORTEST_GRADIENT ** 2) return this.#report(value, 0, 1);
        const stepSize = Math.min(this.#largest, this.#lastStepSize * growth);
        return this.#tryStep({ loss: value, squaredNorm, stepSize, index: 1 });
      },
    };
  }

  #tryStep(trial: Trial): Phase {
    const { maxNorm, statistics } = this.#settings;
    return {
      key: "trial",
      coefficients: [trial.stepSize],
      run: (loss, [stepSize]) => {
        const point = this.#pointAt(stepSize!);
        const swapped = [...this.variables, ...statistics];
        const value = withWeights(swapped, () => [...point, ...statistics], loss);
        if (maxNorm === undefined) return tf.stack([value]).as1D();
        const move = this.variables.map((w, i) => tf.sub(w, point[i]!));
        return tf.stack([value, innerProduct(move, move)]).as1D();
      },
      conclude: ([value = Number.NaN, squaredMove]) => this.#judge(trial, value, squaredMove),
    };
  }

  /** Takes the trial, corrects it, or gives up. */
  #judge(trial: Trial, loss: number, squaredMove: number | undefined): Phase {
    const { stepSize, squaredNorm, index } = trial;
    const foreseen = squaredMove === undefined ? stepSize * squaredNorm : squaredMove / stepSize;
    const factor = correction(this.#settings, trial.loss - loss, foreseen);
    const corrected = Math.min(this.#largest, stepSize * factor);
    if (corrected === stepSize) return this.#takeStep(trial, stepSize);
    if (index < MAX_TRIALS)
      return this.#tryStep({ ...trial, stepSize: corrected, index: index + 1 });
    return this.#takeStep(trial, factor > 1 ? stepSize : SHORTEST_STEP);
  }

  #takeStep(trial: Trial, chosen: number): Phase {
    return {
      key: "step",
      coefficients: [chosen],
      run: (_loss, [stepSize]) => {
        assignAll(this.variables, this.#pointAt(stepSize!));
        return stepSize!.as1D();
      },
      conclude: () => {
        if (chosen === trial.stepSize) this.#lastStepSize = chosen;
        return this.#report(trial.loss, chosen, trial.index + 1);
      },
    };
  }

  #pointAt(stepSize: tf.Scalar): TensorList {
    const descent: tf.Scalar = tf.neg(stepSize);
    return this.#project(this.variables.map((w, i) => multiplyAdd(this.#gradient[i]!, descent, w)));
  }

  #project(weights: TensorList): TensorList {
    const { maxNorm } = this.#settings;
    return maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  }

  #report(loss: number, stepSize: number, evaluations: number): StepReport {
    this.#steps += 1;
    return { loss, updated: true, stepSize, details: { evaluations } };
  }

  #reject(value: number, squaredNorm: number, loss: LossFunction): StepReport {
    if (this.#settings.nonFinite === "skip") {
      return { loss: value, updated: false, stepSize: 0, skipped: "non-finite" };
    }
    const derived = { tensor: "squared norm of the gradient", value: squaredNorm };
    const trained = { variables: this.variables, statistics: this.#settings.statistics };
    const found = findNonFinite(value, loss, trained, derived);
    throw nonFiniteError(this.name, "learningRate", this.#steps, found);
  }

  step(loss: LossFunction): StepReport {
    return runEagerly(this.begin(), loss);
  }

  finish(): void {}

  evaluate<T>(body: () => T): T {
    return body();
  }

  setLearningRate(value: number): void {
    requireInRange("sls: learningRate", value, { above: 0 });
    this.#largest = value;
  }

  getState(): OptimizerState {
    const [steps, learningRate, stepSize] = [this.#steps, this.#largest, this.#lastStepSize];
    return { name: this.name, numbers: { steps, learningRate, stepSize }, tensors: {} };
  }

  setState(state: OptimizerState): void {
    const numbers = requireNumbers(this.name, state, ["steps", "learningRate", "stepSize"]);
    this.#steps = numbers.steps;
    this.#largest = numbers.learningRate;
    this.#lastStepSize = numbers.stepSize;
  }

  dispose(): void {
    tf.dispose([...this.#gradient]);
  }
}

/**
 * Factor by which a trial misses: 1 takes it.
 *
 * @param decrease - Of the loss; NaN or infinite if the trial's is.
 * @param foreseen - By the gradient.
 */
function correction(
  { search, sufficientDecrease }: Settings,
  decrease: number,
  foreseen: number,
): number {
  if (!Number.isFinite(decrease) || decrease < sufficientDecrease * foreseen) return SHRINKAGE;
  const isTooShort = search === "goldstein" && decrease > (1 - sufficientDecrease) * foreseen;
  return isTooShort ? EXTENSION : 1;
}
