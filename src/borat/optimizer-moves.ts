import { combination, momentumStep, tf } from "../core/index.ts";
import { innerProducts, type TensorList } from "../optim/index.ts";
import type { ParameterGroup } from "./optimizer-options.ts";

/**
 * Inner products of a gradient with the bundle's, over each group.
 *
 * @returns `groups * gradients` scalars, group by group.
 */
export function groupProducts(
  groups: readonly ParameterGroup[],
  gradient: TensorList,
  gradients: readonly TensorList[],
): readonly tf.Scalar[] {
  const pick = (list: TensorList, indices: readonly number[]) => indices.map((i) => list[i]!);
  return groups.flatMap(({ indices }) => {
    const others = gradients.map((other) => pick(other, indices));
    const products = innerProducts(pick(gradient, indices), others);
    return tf.unstack(products).map((product) => product.asScalar());
  });
}

/**
 * The step `u = -eta sum_n weights_n g_n`, each group with its own eta.
 *
 * @param etas - One per group.
 * @param gradients - One list per piece; at least one.
 * @param weights - One per piece.
 * @returns Shaped like the variables.
 */
export function bundleStep(
  groups: readonly ParameterGroup[],
  etas: readonly tf.Scalar[],
  gradients: readonly TensorList[],
  weights: readonly tf.Scalar[],
): TensorList {
  const factors = stepFactors(etas, weights);
  return byVariable(groups, (i, group) =>
    combination(
      gradients.map((gradient) => gradient[i]!),
      factors[group]!,
    ),
  );
}

/** The point `w_t + u` of {@link bundleStep}. */
export function bundlePoint(
  groups: readonly ParameterGroup[],
  base: TensorList,
  etas: readonly tf.Scalar[],
  gradients: readonly TensorList[],
  weights: readonly tf.Scalar[],
): TensorList {
  const one = tf.scalar(1);
  const factors = stepFactors(etas, weights);
  return byVariable(groups, (i, group) =>
    combination(
      [base[i]!, ...gradients.map((gradient) => gradient[i]!)],
      [one, ...factors[group]!],
    ),
  );
}

function stepFactors(
  etas: readonly tf.Scalar[],
  weights: readonly tf.Scalar[],
): readonly (readonly tf.Scalar[])[] {
  return etas.map((eta) => weights.map((weight) => tf.neg<tf.Scalar>(tf.mul(eta, weight))));
}

/**
 * Nesterov momentum: `v <- mu v + u`, `w <- w_t + u + mu v`.
 *
 * @param base - The weights `w_t`.
 * @param step - The step `u`.
 * @param velocity - The last `v`; empty if no group has momentum.
 */
export function nesterovMove(
  groups: readonly ParameterGroup[],
  base: TensorList,
  step: TensorList,
  velocity: TensorList,
): { readonly weights: TensorList; readonly velocity: TensorList } {
  if (velocity.length === 0) {
    return { weights: base.map((w, i) => tf.add(w, step[i]!)), velocity };
  }
  const ahead = { descent: tf.scalar(1), decay: tf.scalar(0) };
  const momenta = groups.map(({ momentum }) => ({ ...ahead, momentum: tf.scalar(momentum) }));
  const moves = byVariable(groups, (i, group) =>
    momentumStep(
      { weights: base[i]!, velocity: velocity[i]!, gradient: step[i]! },
      momenta[group]!,
      true,
    ),
  );
  return {
    weights: moves.map(({ weights }) => weights),
    velocity: moves.map((move) => move.velocity),
  };
}

function byVariable<T>(
  groups: readonly ParameterGroup[],
  make: (index: number, group: number) => T,
): readonly T[] {
  const made: T[] = [];
  for (const [group, { indices }] of groups.entries()) {
    for (const index of indices) made[index] = make(index, group);
  }
  return made;
}
