import { ownKernels, tf } from "../engine.ts";
import { runNative, runNativeOutputs } from "./native.ts";

/**
 * `x * scale + y`, elementwise, in one pass over memory where the shapes are equal; not differentiable.
 *
 * @param x - Float32, any shape.
 * @param y - Float32; its shape broadcasts with that of `x`.
 */
export function multiplyAdd(x: tf.Tensor, scale: tf.Scalar, y: tf.Tensor): tf.Tensor {
  const backend = ownKernels();
  // Frees the product at once: for large tensors fresh memory costs more than the arithmetic.
  if (backend === undefined || !tf.util.arraysEqual(x.shape, y.shape)) {
    return tf.tidy(() => tf.add(tf.mul(x, scale), y));
  }
  return runNative(backend, { name: "TriptychMultiplyAdd", inputs: [x, scale, y], attributes: {} });
}

/**
 * Sums of the products of all elements, of one tensor with each of several, in one pass over memory;
 * not differentiable.
 *
 * @param x - Float32, any shape.
 * @param ys - At least one; each of as many elements.
 * @returns `[ys.length]`.
 */
export function dots(x: tf.Tensor, ys: readonly tf.Tensor[]): tf.Tensor1D {
  const backend = ownKernels();
  if (backend === undefined) {
    return tf.tidy(() => tf.stack(ys.map((y) => tf.sum(tf.mul(x, y)))).as1D());
  }
  const attributes = { integers: { N: ys.length } };
  return runNative(backend, { name: "TriptychDots", inputs: [x, ...ys], attributes });
}

/**
 * `sum_n coefficients_n xs_n`, in one pass over memory; not differentiable.
 *
 * @param xs - Float32, of one shape; at least one.
 */
export function combination(
  xs: readonly tf.Tensor[],
  coefficients: readonly tf.Scalar[],
): tf.Tensor {
  const backend = ownKernels();
  if (backend === undefined) {
    return tf.tidy(() => tf.addN(xs.map((x, n) => tf.mul(x, coefficients[n]!))));
  }
  const inputs = [tf.stack([...coefficients]), ...xs];
  const attributes = { integers: { N: xs.length } };
  return runNative(backend, { name: "TriptychCombination", inputs, attributes });
}

/** Numbers of a momentum step. */
export interface MomentumCoefficients {
  readonly momentum: tf.Scalar;
  /** Factor of the step, minus the learning rate. */
  readonly descent: tf.Scalar;
  /** Factor of the weights in the direction. */
  readonly decay: tf.Scalar;
}

/** What a momentum step gives. */
export interface MomentumStep {
  readonly weights: tf.Tensor;
  readonly velocity: tf.Tensor;
  /** Finite if all of the gradient is. */
  readonly check: tf.Scalar;
}

/**
 * `d = g + decay w`, `v <- momentum v + d`, `w <- w + descent v` (Nesterov: `w + descent (d + momentum v)`),
 * in one pass over memory; not differentiable.
 *
 * @param tensors - Float32, of one shape.
 */
export function momentumStep(
  { weights, velocity, gradient }: Readonly<Record<"weights" | "velocity" | "gradient", tf.Tensor>>,
  { momentum, descent, decay }: MomentumCoefficients,
  isNesterov: boolean,
): MomentumStep {
  const backend = ownKernels();
  if (backend !== undefined) {
    const coefficients = tf.stack([momentum, descent, decay]); // [3]
    const [w, v, check] = runNativeOutputs<[tf.Tensor, tf.Tensor, tf.Scalar]>(
      backend,
      {
        name: "TriptychMomentum",
        inputs: [weights, velocity, gradient, coefficients],
        attributes: { booleans: { nesterov: isNesterov } },
      },
      3,
    );
    return { weights: w, velocity: v, check };
  }
  const direction = multiplyAdd(weights, decay, gradient);
  const next = multiplyAdd(velocity, momentum, direction);
  const step = isNesterov ? multiplyAdd(next, momentum, direction) : next;
  const moved = multiplyAdd(step, descent, weights);
  return { weights: moved, velocity: next, check: tf.sum(gradient).asScalar() };
}

/** Tensors of one shape that Adam's step takes or gives. */
export interface AdamTensors {
  readonly weights: tf.Tensor;
  /** `m / (1 - beta1)`. */
  readonly mean: tf.Tensor;
  /** `s / (1 - beta2)`. */
  readonly square: tf.Tensor;
}

/** Numbers of Adam's step. */
export interface AdamCoefficients {
  readonly beta1: tf.Scalar;
  readonly beta2: tf.Scalar;
  /** Factor of `mean / (sqrt(square) + epsilon)`. */
  readonly descent: tf.Scalar;
  readonly epsilon: tf.Scalar;
  /** Factor of the weights. */
  readonly shrinkage: tf.Scalar;
}

/**
 * `m <- beta1 m + g`, `s <- beta2 s + g^2`, `w <- shrinkage w + descent m / (sqrt(s) + epsilon)`, in
 * one pass over memory; not differentiable.
 *
 * @returns The next tensors, and `check`, finite if all of the gradient is.
 */
export function adamStep(
  { weights, mean, square }: AdamTensors,
  gradient: tf.Tensor,
  { beta1, beta2, descent, epsilon, shrinkage }: AdamCoefficients,
): AdamTensors & { readonly check: tf.Scalar } {
  const backend = ownKernels();
  if (backend !== undefined) {
    const coefficients = tf.stack([beta1, beta2, descent, epsilon, shrinkage]); // [5]
    const inputs = [weights, mean, square, gradient, coefficients];
    const operation = { name: "TriptychAdam", inputs, attributes: {} };
    const [w, m, s, check] = runNativeOutputs<[tf.Tensor, tf.Tensor, tf.Tensor, tf.Scalar]>(
      backend,
      operation,
      4,
    );
    return { weights: w, mean: m, square: s, check };
  }
  const nextMean = multiplyAdd(mean, beta1, gradient);
  const nextSquare = tf.tidy(() => multiplyAdd(square, beta2, tf.square(gradient)));
  const nextWeights = tf.tidy(() => {
    const ratio = tf.div(nextMean, tf.add(tf.sqrt(nextSquare), epsilon));
    return multiplyAdd(ratio, descent, tf.mul(weights, shrinkage));
  });
  const check = tf.sum(gradient).asScalar();
  return { weights: nextWeights, mean: nextMean, square: nextSquare, check };
}
