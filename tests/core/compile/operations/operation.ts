import { createRandom, tf } from "../../../../src/core/index.ts";

/** Makes a tensor for a seed. */
export type Draw<T extends tf.Tensor = tf.Tensor> = (seed: number) => T;

/** What an operation gives. */
export type Outputs = tf.Tensor | tf.Tensor[] | { readonly [name: string]: tf.Tensor };

/** An operation with inputs to try it on. */
export interface Operation {
  readonly name: string;
  readonly draw: (seed: number) => tf.Tensor[];
  readonly run: (inputs: readonly tf.Tensor[]) => Outputs;
  /** Whether its gradient in all inputs is compared, too. */
  readonly differentiable: boolean;
}

interface Ranks {
  readonly 0: tf.Scalar;
  readonly 1: tf.Tensor1D;
  readonly 2: tf.Tensor2D;
  readonly 3: tf.Tensor3D;
  readonly 4: tf.Tensor4D;
  readonly 5: tf.Tensor5D;
}
type OfShape<S extends readonly number[]> = S["length"] extends keyof Ranks
  ? Ranks[S["length"]]
  : tf.Tensor;

function drawEach<S extends readonly number[]>(
  shape: S,
  dtype: "float32" | "int32" | "bool",
  next: (random: ReturnType<typeof createRandom>) => number,
): Draw<OfShape<S>> {
  return (seed) => {
    const random = createRandom(seed);
    const size = shape.reduce((product, side) => product * side, 1);
    const values = Array.from({ length: size }, () => next(random));
    return tf.tensor(values, [...shape], dtype) as tf.Tensor as OfShape<S>; // of that rank
  };
}

/** Normal numbers. */
export const normal = <const S extends readonly number[]>(...shape: S) =>
  drawEach(shape, "float32", (random) => random.normal());

/** Numbers in `[low, high)`. */
export const between = <const S extends readonly number[]>(
  low: number,
  high: number,
  ...shape: S
) => drawEach(shape, "float32", (random) => low + (high - low) * random.uniform());

/** Integers in `[0, count)`. */
export const integers = <const S extends readonly number[]>(count: number, ...shape: S) =>
  drawEach(shape, "int32", (random) => Math.floor(count * random.uniform()));

/** Integers in `[low, high)` as float32: ties and whole numbers. */
export const whole = <const S extends readonly number[]>(low: number, high: number, ...shape: S) =>
  drawEach(shape, "float32", (random) => low + Math.floor((high - low) * random.uniform()));

/** True and false. */
export const bools = <const S extends readonly number[]>(...shape: S) =>
  drawEach(shape, "bool", (random) => (random.uniform() < 0.5 ? 1 : 0));

type Draws<A extends readonly tf.Tensor[]> = { readonly [K in keyof A]: Draw<A[K]> };

/** An operation whose values are compared. */
export function operation<A extends readonly tf.Tensor[]>(
  name: string,
  inputs: Draws<A>,
  run: (...inputs: A) => Outputs,
): Operation {
  return {
    name,
    draw: (seed) => inputs.map((draw, i) => draw(100 * seed + i)),
    run: (given) => run(...(given as readonly tf.Tensor[] as A)), // drawn by `inputs`
    differentiable: false,
  };
}

/** An operation whose values and gradients are compared. */
export function differentiable<A extends readonly tf.Tensor[]>(
  name: string,
  inputs: Draws<A>,
  run: (...inputs: A) => Outputs,
): Operation {
  return { ...operation(name, inputs, run), differentiable: true };
}

/** The tensors of what an operation gave. */
export function outputsOf(outputs: Outputs): readonly tf.Tensor[] {
  return outputs instanceof tf.Tensor ? [outputs] : Object.values(outputs);
}
