import { ConfigError, requireInRange, scoped, tf } from "../core/index.ts";
import {
  findNonFinite,
  type NonFinitePolicy,
  nonFiniteError,
  requireNonFinitePolicy,
  sumAll,
} from "./non-finite.ts";
import type { Optimizer, OptimizerState, StepReport } from "./optimizer.ts";
import {
  assignAll,
  keepAll,
  lossAndGradients,
  projectToBall,
  restoreAll,
  saveAll,
  type TensorList,
} from "./tensor-list.ts";

/** What a rule carries from step to step: named lists shaped like the variables, or empty. */
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
}

/** A training rule as pure functions of tensors; {@link createRuleOptimizer} makes it an optimiser. */
export interface UpdateRule<S extends Slots, C extends Coefficients> {
  readonly name: string;
  /** Slots before the first step. */
  init(weights: TensorList): S;
  /** @param step - Number of this step, from 1. */
  coefficients(learningRate: number, step: number): C;
  update(inputs: UpdateInputs<S>, coefficients: DeviceCoefficients<C>): Update<S>;
}

/** Options every rule shares. */
export interface CommonOptions {
  /** Radius of the ball all weights together are kept in, > 0; none by default. */
  readonly maxNorm?: number | undefined;
  /**
   * What a step does whose loss or gradient is not finite, with the weights and its own state as
   * before: `throw` (default) a {@link NumericsError}, or `skip` the minibatch and report it.
   */
  readonly nonFinite?: NonFinitePolicy | undefined;
}

/**
 * Makes an optimiser of a rule: compute the update, read loss, step size and the gradients' sum in
 * one transfer, then take the update or, if one is not finite, leave everything as it was.
 *
 * @param learningRate - First learning rate, > 0; see {@link Optimizer.setLearningRate}.
 */
export function createRuleOptimizer<S extends Slots, C extends Coefficients>(
  rule: UpdateRule<S, C>,
  variables: readonly tf.Variable[],
  learningRate: number,
  { maxNorm, nonFinite = "throw" }: CommonOptions,
): Optimizer {
  requireVariables(rule.name, variables);
  requireInRange(`${rule.name}: learningRate`, learningRate, { above: 0 });
  if (maxNorm !== undefined) requireInRange(`${rule.name}: maxNorm`, maxNorm, { above: 0 });
  requireNonFinitePolicy(rule.name, nonFinite);
  const project = (weights: TensorList) =>
    maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  if (maxNorm !== undefined) scoped(() => assignAll(variables, project(variables)));

  let rate = learningRate;
  let steps = 0;
  let slots = scoped(() => keepSlots(rule.init(variables)));

  const step = (loss: () => tf.Scalar) =>
    scoped((): StepReport => {
      const evaluated = lossAndGradients(loss, variables);
      const coefficients = toDevice(rule.coefficients(rate, steps + 1));
      const next = rule.update({ ...evaluated, weights: variables, slots }, coefficients);
      const gradientSum = sumAll(evaluated.gradients); // catches what no other scalar shows
      const numbers = readScalars([evaluated.loss, next.stepSize, gradientSum]);
      const [lossValue = Number.NaN, stepSize = Number.NaN, sum = Number.NaN] = numbers;
      if (!numbers.every(Number.isFinite)) {
        if (nonFinite === "skip") {
          return { loss: lossValue, updated: false, stepSize: 0, skipped: "non-finite" };
        }
        const derived = Number.isFinite(stepSize)
          ? { tensor: "sum of the gradients", value: sum }
          : { tensor: "step size", value: stepSize };
        const found = findNonFinite(lossValue, evaluated.gradients, variables, derived);
        throw nonFiniteError(rule.name, "learningRate", steps, found);
      }
      assignAll(variables, project(next.weights));
      disposeSlots(slots);
      slots = keepSlots(next.slots);
      steps += 1;
      return { loss: lossValue, updated: true, stepSize };
    });

  return {
    name: rule.name,
    variables,
    step,
    finish: () => {},
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
      const restored = scoped(() =>
        keepSlots<S>(mapSlots(slots, (list, name) => restoreAll(state.tensors, name, list))),
      );
      disposeSlots(slots);
      slots = restored;
      [steps, rate] = [numbers.steps, numbers.learningRate];
    },
    dispose: () => disposeSlots(slots),
  };
}

/** @throws {ConfigError} If there is no variable to train. */
export function requireVariables(subject: string, variables: readonly tf.Variable[]): void {
  if (variables.length > 0) return;
  throw new ConfigError(
    `${subject}: variables must not be empty, got []. Pass the model's trainable variables.`,
  );
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

/** Reads device scalars to the host in one transfer. */
export function readScalars(scalars: readonly tf.Scalar[]): Float32Array {
  return tf.stack([...scalars]).dataSync<"float32">();
}

function mapSlots<S extends Slots>(
  slots: S,
  map: (list: TensorList, name: string) => TensorList,
): S {
  const entries = Object.entries(slots).map(([name, list]) => [name, map(list, name)]);
  return Object.fromEntries(entries);
}

function keepSlots<S extends Slots>(slots: S): S {
  return mapSlots(slots, keepAll);
}

function disposeSlots(slots: Slots): void {
  tf.dispose(Object.values(slots).flat());
}

function toDevice<C extends Coefficients>(coefficients: C): DeviceCoefficients<C> {
  const entries = Object.entries(coefficients).map(([name, value]) => [name, tf.scalar(value)]);
  return Object.fromEntries(entries);
}
