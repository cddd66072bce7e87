import { tf } from "../core/index.ts";
import { innerProduct, multiplyAdd, type TensorList } from "../optim/index.ts";
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
  return groups.flatMap(({ indices }) =>
    gradients.map((other) => innerProduct(pick(gradient, indices), pick(other, indices))),
  );
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
  const coefficients = etas.map((eta) => weights.map((weight) => tf.neg(tf.mul(eta, weight))));
  return byVariable(groups, (i, group) =>
    tf.tidy(() => {
      const terms = coefficients[group]!;
      let step = tf.mul(gradients[0]![i]!, terms[0]!);
      for (let n = 1; n < gradients.length; n += 1) {
        step = multiplyAdd(gradients[n]![i]!, terms[n]!.asScalar(), step);
      }
      return step;
    }),
  );
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
  const moved = base.map((w, i) => tf.add(w, step[i]!));
  if (velocity.length === 0) return { weights: moved, velocity };
  const momenta = groups.map(({ momentum }) => tf.scalar(momentum));
  const nextVelocity = byVariable(groups, (i, group) =>
    multiplyAdd(velocity[i]!, momenta[group]!, step[i]!),
  );
  const weights = byVariable(groups, (i, group) =>
    multiplyAdd(nextVelocity[i]!, momenta[group]!, moved[i]!),
  );
  return { weights, velocity: nextVelocity };
}

function byVariable(
  groups: readonly ParameterGroup[],
  make: (index: number, group: number) => tf.Tensor,
): TensorList {
  const tensors: tf.Tensor[] = [];
  for (const [group, { indices }] of groups.entries()) {
    for (const index of indices) tensors[index] = make(index, group);
  }
  return tensors;
}
