import {
  ConfigError,
  requireInRange,
  requireKnownName,
  scoped,
  selectAll,
  tf,
} from "../core/index.ts";
import {
  allFinite,
  belowBoundError,
  boundWithTolerance,
  findNonFinite,
  isBelowBound,
  type NonFinitePolicy,
  nonFiniteError,
  sumAll,
} from "./non-finite.ts";
import {
  type LossFunction,
  type Optimizer,
  type OptimizerState,
  type Phase,
  runEagerly,
  type StepReport,
} from "./optimizer.ts";
import {
  assignAll,
  createVariables,
  lossAndGradients,
  projectToBall,
  restoreAll,
  saveAll,
  type TensorList,
  withWeights,
} from "./tensor-list.ts";

/** What a rule carries from step to step: named lists of tensors. */
export type Slots = Readonly<Record<string, TensorList>>;
/** Host numbers of one step; on the device each is a scalar, so that a compiled step takes them as inputs. */
export type Coefficients = Readonly<Record<string, number>>;
/** The coefficients as device scalars. */
type DeviceCoefficients<C extends Coefficients> = { readonly [K in keyof C]: tf.Scalar };

/** All that an update may depend on. */
export interface UpdateInputs<S extends Slots> {
  readonly loss: tf.Scalar;
  readonly gradients: TensorList;
  readonly weights: TensorList;
  readonly slots: S;
}

/** New tensors throughout; the caller disposes the inputs. */
export interface Update<S extends Slots> {
  readonly weights: TensorList;
  readonly slots: S;
  /** Length of the step along the gradient; NaN or infinity rejects the minibatch. */
  readonly stepSize: tf.Scalar;
  /**
   * A scalar that is finite if all gradients are, where the rule has one; their sum otherwise, which
   * takes a pass over them.
   */
  readonly check?: tf.Scalar;
  /** Further numbers for the report; the same names at every step. */
  readonly details?: Readonly<Record<string, tf.Scalar>>;
}

/** A training rule as pure functions of tensors; {@link createRuleOptimizer} makes it an optimiser. */
export interface UpdateRule<S extends Slots, C extends Coefficients> {
  readonly name: string;
  /** What no loss may be below by more than rounding, in loss units, for rules that rely on it. */
  readonly lowerBound?: number;
  /** Slots before the first step; their number and shapes never change. */
  init(weights: TensorList): S;
  /** @param step - Number of this step, from 1. */
  coefficients(learningRate: number, step: number): C;
  /** Must not read a tensor to the host. */
  update(inputs: UpdateInputs<S>, coefficients: DeviceCoefficients<C>): Update<S>;
  /** The weights to evaluate, where they are not those that are trained. */
  evaluationWeights?(weights: TensorList, slots: S): TensorList;
}

/** Options every rule shares. */
export interface CommonOptions {
  /** Radius of the ball all weights together are kept in, > 0; none by default. */
  readonly maxNorm?: number | undefined;
  /**
   * What a step does whose loss or gradient is not finite, with the weights and its own state as
   * before: `throw` (default) a `NumericsError`, or `skip` the minibatch and report it.
   */
  readonly nonFinite?: NonFinitePolicy | undefined;
  /**
   * Variables the loss itself writes, such as running statistics of batch normalisation: a minibatch
   * that is skipped leaves them as they were too.
   */
  readonly statistics?: readonly tf.Variable[] | undefined;
}

/** Options of the rules that step along the gradient as it is given. */
export interface ClippedOptions extends CommonOptions {
  /** Scales the gradient of all weights together down to this norm where it is longer, > 0; by default never. */
  readonly clipNorm?: number | undefined;
}

/**
 * Makes an optimiser of a rule: compute the update, then take it or, if the loss, the step size or a
 * gradient is not finite, leave everything as it was.
 *
 * @param learningRate - First learning rate, > 0; see {@link Optimizer.setLearningRate}.
 */
export function createRuleOptimizer<S extends Slots, C extends Coefficients>(
  rule: UpdateRule<S, C>,
  variables: readonly tf.Variable[],
  learningRate: number,
  { maxNorm, clipNorm, nonFinite = "throw", statistics = [] }: ClippedOptions,
): Optimizer {
  requireCommonOptions(rule.name, variables, { maxNorm, nonFinite });
  requireInRange(`${rule.name}: learningRate`, learningRate, { above: 0 });
  if (clipNorm !== undefined) requireInRange(`${rule.name}: clipNorm`, clipNorm, { above: 0 });
  const clip = (gradients: TensorList) =>
    clipNorm === undefined ? gradients : projectToBall(gradients, clipNorm);
  const project = (weights: TensorList) =>
    maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  if (maxNorm !== undefined) scoped(() => assignAll(variables, project(variables)));

  let rate = learningRate;
  let steps = 0;
  const slots = scoped(() =>
    mapSlots(rule.init(variables), (list, name) => createVariables(`${rule.name}/${name}`, list)),
  );
  const carried = [...variables, ...statistics, ...listOf<tf.Variable>(slots)];

  /** Known from the first run on; a compiled step runs the rule no more. */
  let detailNames: readonly string[] = [];

  const begin = (): Phase => {
    requireAlive(rule.name, variables);
    const coefficients = rule.coefficients(rate, steps + 1);
    return {
      key: "step",
      coefficients: Object.values(coefficients),
      run: (loss, scalars) => {
        const before = statistics.map((statistic) => tf.clone(statistic));
        const evaluated = lossAndGradients(loss, variables);
        const gradients = clip(evaluated.gradients);
        const named = nameScalars<C>(Object.keys(coefficients), scalars);
        const next = rule.update(
          { loss: evaluated.loss, gradients, weights: variables, slots },
          named,
        );
        const check = next.check ?? sumAll(gradients);
        const checked = [evaluated.loss, next.stepSize, check];
        const after = [...project(next.weights), ...statistics, ...listOf(next.slots)];
        const unchanged = [...variables, ...before, ...listOf(slots)];
        const isUsable = isAbove(evaluated.loss, rule.lowerBound, allFinite(checked));
        assignAll(carried, selectAll(isUsable, after, unchanged));
        detailNames = Object.keys(next.details ?? {});
        return tf.stack([...checked, ...Object.values(next.details ?? {})]).as1D();
      },
      conclude,
    };
  };

  const conclude = (numbers: Float32Array, loss: LossFunction): StepReport => {
    const [lossValue = Number.NaN, stepSize = Number.NaN, check = Number.NaN] = numbers;
    if (![lossValue, stepSize, check].every(Number.isFinite)) {
      if (nonFinite === "skip") {
        return { loss: lossValue, updated: false, stepSize: 0, skipped: "non-finite" };
      }
      const derived = Number.isFinite(stepSize)
        ? { tensor: "sum over the gradients", value: check }
        : { tensor: "step size", value: stepSize };
      const found = findNonFinite(lossValue, loss, { variables, statistics }, derived);
      throw nonFiniteError(rule.name, "learningRate", steps, found);
    }
    if (rule.lowerBound !== undefined && isBelowBound(lossValue, rule.lowerBound)) {
      if (nonFinite === "throw") {
        throw belowBoundError(rule.name, steps, lossValue, rule.lowerBound);
      }
      return { loss: lossValue, updated: false, stepSize: 0, skipped: "below-bound" };
    }
    steps += 1;
    const details = Object.fromEntries(detailNames.map((name, i) => [name, numbers[3 + i]!]));
    const report = { loss: lossValue, updated: true, stepSize };
    return detailNames.length === 0 ? report : { ...report, details };
  };

  return {
    name: rule.name,
    variables,
    begin,
    step: (loss) => runEagerly(begin(), loss),
    finish: () => {},
    evaluate: (body) =>
      rule.evaluationWeights === undefined
        ? body()
        : withWeights(variables, () => rule.evaluationWeights!(variables, slots), body),
    setLearningRate: (value) => {
      requireInRange(`${rule.name}: learningRate`, value, { above: 0 });
      rate = value;
    },
    getState: () => ({
      name: rule.name,
      numbers: { steps, learningRate: rate },
      tensors: Object.fromEntries(
        Object.entries(slots).flatMap(([name, list]) => saveAll(name, list)),
      ),
    }),
    setState: (state) => {
      const numbers = requireNumbers(rule.name, state, ["steps", "learningRate"]);
      scoped(() => {
        const restored = mapSlots(slots, (list, name) => restoreAll(state.tensors, name, list));
        assignAll(listOf<tf.Variable>(slots), listOf(restored));
      });
      [steps, rate] = [numbers.steps, numbers.learningRate];
    },
    dispose: () => tf.dispose(listOf(slots)),
  };
}
/** @throws {ConfigError} If a variable was disposed. */
export function requireAlive(subject: string, variables: readonly tf.Variable[]): void {
  const disposed = variables.find((variable) => variable.isDisposed);
  if (disposed === undefined) return;
  throw new ConfigError(
    `${subject}: the variables must exist as long as the optimiser is used, got ${disposed.name} disposed. Make a new optimiser for the new variables.`,
  );
}

/** @throws {ConfigError} If there is no variable to train, or an option is out of range. */
export function requireCommonOptions(
  subject: string,
  variables: readonly tf.Variable[],
  { maxNorm, nonFinite = "throw" }: Pick<CommonOptions, "maxNorm" | "nonFinite">,
): void {
  if (variables.length === 0) {
    throw new ConfigError(
      `${subject}: variables must not be empty, got []. Pass the model's trainable variables.`,
    );
  }
  if (maxNorm !== undefined) requireInRange(`${subject}: maxNorm`, maxNorm, { above: 0 });
  requireKnownName(`${subject}: nonFinite`, nonFinite, ["throw", "skip"]);
}

/**
 * Reads named numbers of a state.
 *
 * @throws {ConfigError} If the state is another optimiser's, or a number is missing.
 */
export function requireNumbers<K extends string>(
  name: string,
  state: OptimizerState,
  keys: readonly K[],
): Record<K, number> {
  if (state.name !== name) {
    throw new ConfigError(`setState: the state must be of ${name}, got one of ${state.name}`);
  }
  const entries = keys.map((key) => {
    const value = state.numbers[key];
    if (typeof value !== "number") {
      throw new ConfigError(`setState: numbers.${key} must be a number, got ${value}`);
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/** Whether a loss is also at or above its bound, on the device; see {@link isBelowBound}. */
function isAbove(loss: tf.Scalar, lowerBound: number | undefined, condition: tf.Tensor): tf.Tensor {
  if (lowerBound === undefined) return condition;
  return tf.logicalAnd(condition, tf.greaterEqual(loss, boundWithTolerance(lowerBound)));
}

function mapSlots<S extends Slots, T extends tf.Tensor>(
  slots: S,
  map: (list: TensorList, name: string) => readonly T[],
): S & Readonly<Record<string, readonly T[]>> {
  const entries = Object.entries(slots).map(([name, list]) => [name, map(list, name)]);
  return Object.fromEntries(entries);
}

function listOf<T extends tf.Tensor>(slots: Readonly<Record<string, readonly T[]>>): T[] {
  return Object.values(slots).flat();
}

function nameScalars<C extends Coefficients>(
  names: readonly string[],
  scalars: readonly tf.Scalar[],
): DeviceCoefficients<C> {
  const entries = names.map((name, i) => [name, scalars[i]]);
  return Object.fromEntries(entries);
}
