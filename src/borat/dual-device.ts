import { tf } from "../core/index.ts";

/** The dual of two gradient pieces and the constant, as device scalars. */
export interface ThreePieces {
  /** `q_ij = eta g_i . g_j`. */
  readonly q11: tf.Scalar;
  readonly q12: tf.Scalar;
  readonly q22: tf.Scalar;
  /** Value of each piece at the start of the step, loss units. */
  readonly b1: tf.Scalar;
  readonly b2: tf.Scalar;
}

/**
 * Weight of the one gradient piece beside the constant: `clip(b / q, 0, 1)`, on the device.
 *
 * @param q - `eta ||g||^2`, >= 0.
 * @param b - Loss above its lower bound.
 */
export function solveTwoOnDevice(q: tf.Scalar, b: tf.Scalar): tf.Scalar {
  // 0 / 0 and a / 0 do not pass the comparisons: such pieces weigh 0 and 1.
  const polyak = tf.where(tf.greater(q, b), tf.div(b, q), 1);
  return tf.where(tf.greater(b, 0), polyak, 0).asScalar();
}

/**
 * Weights of two gradient pieces beside the constant: the best feasible of seven candidates (three
 * corners, three edges, the interior), in float32 on the device, without the host.
 *
 * @returns Weights of the two gradient pieces.
 * @see `solveThreePieces` for the same on the host.
 */
export function solveThreeOnDevice({
  q11,
  q12,
  q22,
  b1,
  b2,
}: ThreePieces): readonly [tf.Scalar, tf.Scalar] {
  const zero = tf.scalar(0);
  const one = tf.scalar(1);
  const edge = tf.div(
    tf.add(tf.sub(b1, b2), tf.sub(q22, q12)),
    tf.sub(tf.add(q11, q22), tf.mul(2, q12)),
  );
  const determinant = tf.sub(tf.mul(q11, q22), tf.square(q12));
  const interior1 = tf.div(tf.sub(tf.mul(q22, b1), tf.mul(q12, b2)), determinant);
  const interior2 = tf.div(tf.sub(tf.mul(q11, b2), tf.mul(q12, b1)), determinant);
  const a1 = tf.stack([zero, one, zero, tf.div(b1, q11), zero, edge, interior1]); // [7]
  const a2 = tf.stack([zero, zero, one, zero, tf.div(b2, q22), tf.sub(1, edge), interior2]);
  const linear = tf.add(tf.mul(a1, b1), tf.mul(a2, b2));
  const slope1 = tf.add(tf.mul(a1, q11), tf.mul(a2, q12));
  const slope2 = tf.add(tf.mul(a1, q12), tf.mul(a2, q22));
  const quadratic = tf.add(tf.mul(a1, slope1), tf.mul(a2, slope2));
  const dual = tf.sub(linear, tf.mul(0.5, quadratic)); // [7]
  const isPositive = tf.logicalAnd(tf.greaterEqual(a1, 0), tf.greaterEqual(a2, 0));
  const isInside = tf.lessEqual(tf.add(a1, a2), 1);
  // Comparisons with NaN, from 0 / 0, are false: such candidates are not feasible.
  const isFeasible = tf.logicalAnd(isPositive, isInside);
  const best = tf.argMax(tf.where(isFeasible, dual, Number.NEGATIVE_INFINITY));
  const isBest = tf.oneHot(best.as1D(), 7).as1D().toBool(); // [7]
  const pick = (candidates: tf.Tensor) => tf.sum(tf.where(isBest, candidates, 0)).asScalar();
  return [pick(a1), pick(a2)];
}
