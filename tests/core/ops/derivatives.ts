import { createRandom, tf } from "../../../src/core/index.ts";

/** Values of a tensor function and gradients of its weighted sum, as plain numbers. */
export interface Evaluation {
  readonly value: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

/** A function of tensors, with the values it is evaluated at. */
export interface Differentiable {
  readonly run: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly inputs: readonly { readonly shape: number[]; readonly values: readonly number[] }[];
}

/** Runs `body` on another backend, the native one by default before and after. */
export async function onBackend<T>(name: "cpu" | "tensorflow", body: () => T): Promise<T> {
  tf.env().set("PROD", true); // no advice to use another backend
  await tf.setBackend(name);
  try {
    return body();
  } finally {
    await tf.setBackend("tensorflow");
  }
}

/** Normal numbers, as an input of {@link Differentiable}. */
export function normalInput(seed: number, shape: number[]) {
  const random = createRandom(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return { shape, values: Array.from({ length: size }, () => Math.fround(random.normal())) };
}

/** Value of the function, and gradients of the sum of its values weighted by `cos(index + 1)`. */
export function evaluate({ run, inputs }: Differentiable): Evaluation {
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor([...values], shape));
    const value = [...run(...tensors).dataSync()];
    const gradients = tf.grads((...given) => weightedSum(run(...given)))(tensors);
    return { value, gradients: gradients.map((gradient) => [...gradient.dataSync()]) };
  });
}

/** Central differences of the same weighted sum; the sum itself is taken in float64. */
export function differences(
  { run, inputs }: Differentiable,
  step: number,
): readonly (readonly number[])[] {
  const sumAt = (changed: number, index: number, change: number) =>
    tf.tidy(() => {
      const tensors = inputs.map(({ shape, values }, i) => {
        const moved = [...values];
        if (i === changed) moved[index] = (moved[index] ?? 0) + change;
        return tf.tensor(moved, shape);
      });
      return [...run(...tensors).dataSync()].reduce((sum, v, i) => sum + v * weightAt(i), 0);
    });
  return inputs.map(({ values }, i) =>
    values.map((_, j) => (sumAt(i, j, step) - sumAt(i, j, -step)) / (2 * step)),
  );
}

/** Sum of the values weighted by `cos(index + 1)`. */
export function weightedSum(value: tf.Tensor): tf.Scalar {
  const weights = tf.tensor1d(Array.from({ length: value.size }, (_, i) => weightAt(i)));
  return value.flatten().mul(weights).sum();
}

function weightAt(index: number): number {
  return Math.cos(index + 1);
}
