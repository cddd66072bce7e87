import { tf } from "../../../../src/core/index.ts";
import { differentiable, normal, type Operation, operation } from "./operation.ts";

const transposes: readonly (readonly [boolean, boolean])[] = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];
const activations: readonly ("linear" | "relu" | "elu" | "relu6" | "sigmoid")[] = [
  "linear",
  "relu",
  "elu",
  "relu6",
  "sigmoid",
];

/** Products of matrices and the like. */
export const linearAlgebra: readonly Operation[] = [
  ...transposes.flatMap(([a, b]) => [
    differentiable(`matMul, transposes ${a}, ${b}`, [normal(3, 3), normal(3, 3)], (x, y) =>
      tf.matMul(x, y, a, b),
    ),
    differentiable(
      `batched matMul, transposes ${a}, ${b}`,
      [normal(2, 2, 2), normal(2, 2, 2)],
      (x, y) => tf.matMul(x, y, a, b),
    ),
  ]),
  differentiable("matMul, rank 4", [normal(2, 2, 3, 2), normal(2, 2, 2, 3)], (x, y) =>
    tf.matMul(x, y),
  ),
  operation("matMul, broadcast batch", [normal(1, 3, 2), normal(4, 2, 3)], (x, y) =>
    tf.matMul(x, y),
  ),
  differentiable("matMul of no rows", [normal(0, 3), normal(3, 2)], (x, y) => tf.matMul(x, y)),
  differentiable("dot", [normal(3), normal(3)], (x, y) => tf.dot(x, y)),
  differentiable("dot of a matrix and a vector", [normal(2, 3), normal(3)], (x, y) => tf.dot(x, y)),
  differentiable("outerProduct", [normal(2), normal(3)], (x, y) => tf.outerProduct(x, y)),
  operation("einsum", [normal(2, 3), normal(3, 4)], (x, y) => tf.einsum("ij,jk->ik", x, y)),
  operation("einsum, batched", [normal(2, 3, 4), normal(2, 4)], (x, y) =>
    tf.einsum("bij,bj->bi", x, y),
  ),
  operation("einsum of one", [normal(2, 3)], (x) => tf.einsum("ij->ji", x)),
  operation("gramSchmidt by hand", [normal(3, 3)], (x) => {
    const [a, b] = [x.slice(0, 1), x.slice(1, 1)];
    return b.sub(a.mul(a.mul(b).sum()).div(a.square().sum()));
  }),
  operation("bandPart", [normal(3, 3)], (x) => tf.linalg.bandPart(x, 1, 0)),
  ...activations.map((activation) =>
    differentiable(
      `fused.matMul, ${activation}`,
      [normal(2, 3), normal(3, 2), normal(2)],
      (a, b, bias) => tf.fused.matMul({ a, b, bias, activation }),
    ),
  ),
  operation("fft", [normal(4), normal(4)], (x, y) => {
    const z = tf.spectral.fft(tf.complex(x, y));
    return [tf.real(z), tf.imag(z)];
  }),
  operation("ifft", [normal(2, 4), normal(2, 4)], (x, y) => {
    const z = tf.spectral.ifft(tf.complex(x, y));
    return [tf.real(z), tf.imag(z)];
  }),
  operation("rfft and irfft", [normal(1, 8)], (x) => tf.spectral.irfft(tf.spectral.rfft(x))),
  operation("abs of complex", [normal(3), normal(3)], (x, y) => tf.abs(tf.complex(x, y))),
];
