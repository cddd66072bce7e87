import { tf } from "../../../../src/core/index.ts";
import {
  between,
  bools,
  type Draw,
  differentiable,
  integers,
  normal,
  type Operation,
  operation,
  whole,
} from "./operation.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const ofAny: Readonly<Record<string, Unary>> = {
  abs: tf.abs,
  asinh: tf.asinh,
  atan: tf.atan,
  cos: tf.cos,
  cosh: tf.cosh,
  elu: tf.elu,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  logSigmoid: tf.logSigmoid,
  neg: tf.neg,
  relu: tf.relu,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  sinh: tf.sinh,
  softplus: tf.softplus,
  square: tf.square,
  tan: tf.tan,
  tanh: tf.tanh,
  clipByValue: (x) => tf.clipByValue(x, -0.5, 0.5),
  step: (x) => tf.step(x, 0.25),
  hardSigmoid: (x) => tf.clipByValue(x.mul(0.2).add(0.5), 0, 1),
  onesLike: tf.onesLike,
  zerosLike: tf.zerosLike,
  clone: tf.clone,
  addScalar: (x) => x.add(2),
};

const ofPositive: Readonly<Record<string, Unary>> = {
  log: tf.log,
  log1p: tf.log1p,
  reciprocal: tf.reciprocal,
  rsqrt: tf.rsqrt,
  sqrt: tf.sqrt,
};

const withoutGradient: Readonly<Record<string, Unary>> = {
  ceil: tf.ceil,
  floor: tf.floor,
  round: tf.round,
  sign: tf.sign,
  isFinite: (x) => tf.isFinite(tf.log(x)),
  isInf: (x) => tf.isInf(tf.div(1, tf.floor(x))),
  isNaN: (x) => tf.isNaN(tf.log(x)),
};

const binary: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  atan2: tf.atan2,
  mod: tf.mod,
};

/** Whose gradients tfjs can not reduce to the shape of what was broadcast. */
const binaryOfEqualShapes: Readonly<Record<string, Binary>> = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
};

const comparisons: Readonly<Record<string, Binary>> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
};

const integerBinary: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: (a, b) => tf.div(a, tf.add(b, 1)),
  floorDiv: (a, b) => tf.floorDiv(a, tf.add(b, 1)),
  maximum: tf.maximum,
  minimum: tf.minimum,
  mod: (a, b) => tf.mod(a, tf.add(b, 1)),
  squaredDifference: tf.squaredDifference,
  pow: (a, b) => tf.pow(a, b),
};

const logical: Readonly<Record<string, Binary>> = {
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
  logicalXor: tf.logicalXor,
};

const shapes: readonly { readonly label: string; readonly draw: Draw }[] = [
  { label: "scalar", draw: normal() },
  { label: "rank 1", draw: normal(3) },
  { label: "rank 3", draw: normal(2, 1, 3) },
  { label: "rank 5", draw: normal(1, 2, 1, 2, 2) },
  { label: "empty", draw: normal(0, 3) },
];

function each<F>(table: Readonly<Record<string, F>>, make: (name: string, run: F) => Operation) {
  return Object.entries(table).map(([name, run]) => make(name, run));
}

/** Operations element by element, with broadcasting. */
export const elementwise: readonly Operation[] = [
  ...each(ofAny, (name, run) => differentiable(name, [normal(2, 3)], run)),
  ...each(ofPositive, (name, run) => differentiable(name, [between(0.2, 3, 2, 3)], run)),
  ...each(withoutGradient, (name, run) => operation(name, [normal(2, 3)], run)),
  differentiable("acos", [between(-0.9, 0.9, 5)], (x) => tf.acos(x)),
  differentiable("asin", [between(-0.9, 0.9, 5)], (x) => tf.asin(x)),
  differentiable("atanh", [between(-0.9, 0.9, 5)], (x) => tf.atanh(x)),
  differentiable("acosh", [between(1.1, 3, 5)], (x) => tf.acosh(x)),
  differentiable("prelu", [normal(2, 3), normal(1, 3)], (x, slope) => tf.prelu(x, slope)),
  differentiable("pow", [between(0.5, 2, 2, 3), normal(3)], (x, y) => tf.pow(x, y)),
  differentiable("pow by a number", [normal(2, 3)], (x) => tf.pow(x, 3)),
  differentiable("addN", [normal(2, 3), normal(2, 3), normal(2, 3)], (a, b, c) =>
    tf.addN([a, b, c]),
  ),
  differentiable("where", [normal(2, 2), normal(2, 2)], (a, b) =>
    tf.where(tf.tensor2d([1, 0, 0, 1], [2, 2], "bool"), a, b),
  ),
  operation("where, broadcast", [normal(2, 3), normal(1, 3)], (a, b) =>
    tf.where(tf.less(a, b), a, b),
  ),
  operation("divNoNan", [normal(2, 3), whole(0, 2, 2, 3)], (a, b) => tf.divNoNan(a, b)),
  operation("where of bools", [bools(3), integers(4, 3), integers(9, 3)], (c, a, b) =>
    tf.where(c, a, b),
  ),
  operation("floorDiv", [normal(2, 3), between(1, 2, 3)], (a, b) => tf.floorDiv(a, b)),
  operation("logicalNot", [bools(2, 3)], (x) => tf.logicalNot(x)),
  ...each(binary, (name, run) => differentiable(name, [normal(2, 3), between(0.5, 2, 3)], run)),
  ...each(binaryOfEqualShapes, (name, run) =>
    differentiable(name, [normal(2, 3), normal(2, 3)], run),
  ),
  ...each({ ...binary, ...binaryOfEqualShapes }, (name, run) =>
    operation(`${name} with a scalar`, [between(1, 2), normal(2)], run),
  ),
  ...each(comparisons, (name, run) => operation(name, [whole(0, 3, 2, 3), whole(0, 3, 3)], run)),
  ...each(comparisons, (name, run) =>
    operation(`${name} of int32`, [integers(3, 2, 3), integers(3, 3)], run),
  ),
  ...each(integerBinary, (name, run) =>
    operation(`${name} of int32`, [integers(4, 2, 3), integers(4, 3)], run),
  ),
  ...each(logical, (name, run) => operation(name, [bools(2, 3), bools(3)], run)),
  ...["abs", "neg", "square", "sign", "relu", "zerosLike", "onesLike", "clone"].map((name) =>
    operation(`${name} of int32`, [integers(5, 2, 3)], { ...ofAny, ...withoutGradient }[name]!),
  ),
  ...shapes.map(({ label, draw }) =>
    differentiable(`a chain of operations, ${label}`, [draw], (x) =>
      tf.tanh(x.mul(2).add(1)).div(tf.exp(x)),
    ),
  ),
  ...(["float32", "int32", "bool"] as const).flatMap((to) => [
    operation(`cast float32 to ${to}`, [whole(-3, 3, 4)], (x) => x.cast(to)),
    operation(`cast int32 to ${to}`, [integers(3, 4)], (x) => x.cast(to)),
    operation(`cast bool to ${to}`, [bools(4)], (x) => x.cast(to)),
  ]),
];
