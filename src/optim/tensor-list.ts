import { dots, ShapeError, scoped, tf } from "../core/index.ts";
import type { TensorState } from "./optimizer.ts";

/** One tensor per variable, in the variables' order. */
export type TensorList = readonly tf.Tensor[];

/** A minibatch's loss and its gradients. */
export interface LossAndGradients {
  /** Loss units. */
  readonly loss: tf.Scalar;
  /** Shaped like the variables; zero where the loss does not depend on one. */
  readonly gradients: TensorList;
}

/**
 * Evaluates a loss and its gradients with one forward and one backward pass.
 *
 * @param loss - Gives the scalar loss at the variables' present values.
 * @throws {ShapeError} If the loss is not a scalar.
 */
export function lossAndGradients(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): LossAndGradients {
  const { value, grads } = tf.variableGrads(() => {
    const scalar = loss();
    if (scalar.rank !== 0)
      throw new ShapeError("step: loss", { expected: [], actual: scalar.shape });
    return scalar;
  }, [...variables]);
  const gradients = variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
  return { loss: value, gradients };
}

/** `sum_i <a_i, b_i>` over all variables, a scalar. */
export function innerProduct(a: TensorList, b: TensorList): tf.Scalar {
  return innerProducts(a, [b]).asScalar();
}

/** `sum_i <a_i, b_i>` over all variables, for each of the lists `b`. */
export function innerProducts(a: TensorList, bs: readonly TensorList[]): tf.Tensor1D {
  const products = a.map((tensor, i) =>
    dots(
      tensor,
      bs.map((b) => b[i]!),
    ),
  );
  return tf.addN(products); // [bs.length]
}

/**
 * Projects on the ball `||w|| <= maxNorm`, the norm taken over all tensors together.
 *
 * @param maxNorm - Radius, > 0.
 * @returns The tensors times `min(1, maxNorm / ||w||)`.
 */
export function projectToBall(tensors: TensorList, maxNorm: number): TensorList {
  const norm = tf.sqrt(innerProduct(tensors, tensors));
  const scale = tf.minimum(1, tf.div(maxNorm, norm)); // ||w|| = 0 gives infinity, hence 1
  return tensors.map((tensor) => tf.mul(tensor, scale));
}

/** Gives each variable its new value. */
export function assignAll(variables: readonly tf.Variable[], values: TensorList): void {
  for (const [i, variable] of variables.entries()) variable.assign(values[i]!);
}

/** Zeros shaped like the tensors. */
export function zerosLikeAll(tensors: TensorList): TensorList {
  return tensors.map((tensor) => tf.zerosLike(tensor));
}

/** Makes variables, which no gradient is taken of, with the tensors' values. */
export function createVariables(prefix: string, tensors: TensorList): readonly tf.Variable[] {
  return tensors.map((tensor, i) => tf.variable(tensor, false, uniqueName(`${prefix}/${i}`)));
}

/** Runs `body` with the variables at other weights; they are back afterwards. */
export function withWeights<T>(
  variables: readonly tf.Variable[],
  weights: () => TensorList,
  body: () => T,
): T {
  const before = variables.map((variable) => tf.clone(variable));
  try {
    scoped(() => assignAll(variables, weights()));
    return body();
  } finally {
    assignAll(variables, before);
    tf.dispose(before);
  }
}

/** Copies tensors to the host as entries `prefix/0`, `prefix/1`, ... */
export function saveAll(prefix: string, tensors: TensorList): [string, TensorState][] {
  return tensors.map((tensor, i) => [
    `${prefix}/${i}`,
    { shape: [...tensor.shape], values: Float32Array.from(tensor.dataSync()) },
  ]);
}

/**
 * Makes the tensors that {@link saveAll} wrote under a prefix.
 *
 * @param like - Gives the shapes required.
 * @throws {ShapeError} If an entry is missing or of another shape.
 */
export function restoreAll(
  saved: Readonly<Record<string, TensorState>>,
  prefix: string,
  like: TensorList,
): TensorList {
  const entries = like.map(({ shape }, i) => {
    const entry = saved[`${prefix}/${i}`];
    const matches = entry !== undefined && tf.util.arraysEqual([...entry.shape], shape);
    if (!matches) {
      throw new ShapeError(`setState: ${prefix}/${i}`, {
        expected: shape,
        actual: entry?.shape ?? [],
      });
    }
    return entry;
  });
  return entries.map(({ shape, values }) => tf.tensor(values, [...shape], "float32"));
}

let numNames = 0;

/** tfjs wants each variable's name once; weights of two optimisers may share a prefix. */
function uniqueName(prefix: string): string {
  numNames += 1;
  return `${prefix}#${numNames}`;
}
