import { requireKnownName, tf } from "../../core/index.ts";

/** A loss as a function of two weights, elementwise over tensors of one shape. */
type PlaneLoss = (first: tf.Tensor, second: tf.Tensor) => tf.Tensor;

/** A place in the plane of two weights. */
export type PlanePoint = readonly [first: number, second: number];

/** A problem with two weights: the loss is the mean of its pieces, each the loss of one minibatch. */
export interface Toy {
  readonly name: ToyName;
  readonly title: string;
  /** The pieces as a formula. */
  readonly formula: string;
  readonly isConvex: boolean;
  /** All >= 0, and all 0 at the solution: it interpolates. */
  readonly pieces: readonly PlaneLoss[];
  /** One place where all pieces are 0. */
  readonly solution: PlanePoint;
  readonly start: PlanePoint;
  /** What to show of the plane. */
  readonly view: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  /** A step size at which the methods differ. */
  readonly eta: number;
}

const names = ["absolute", "bowl", "margins", "valley", "waves", "product"] as const;

/** Name of a toy. */
export type ToyName = (typeof names)[number];

/** Names {@link getToy} knows. */
export const toyNames: readonly ToyName[] = names;

/** `a . (w - solution)`, elementwise. */
type Linear = (first: tf.Tensor, second: tf.Tensor) => tf.Tensor;

const linear =
  ([a, b]: PlanePoint, [x, y]: PlanePoint = [0, 0]): Linear =>
  (first, second) =>
    first.sub(x).mul(a).add(second.sub(y).mul(b));

const center: PlanePoint = [1, 0.5];
const square = { x: [-2.5, 2.5], y: [-2, 2] } as const;

const toys: Readonly<Record<ToyName, Omit<Toy, "name">>> = {
  absolute: {
    title: "Absolute values (convex)",
    formula: "|a . (w - w*)|",
    isConvex: true,
    pieces: pieces(
      [
        [1, 0.3],
        [0.3, 1.1],
        [-0.8, 1],
        [1, 0.9],
      ],
      (distance) => tf.abs(distance),
    ),
    solution: center,
    start: [-2, -1.4],
    view: square,
    eta: 1,
  },
  bowl: {
    title: "Least squares (convex)",
    formula: "(a . (w - w*))^2 / 2",
    isConvex: true,
    pieces: pieces(
      [
        [2.6, 0.3],
        [0.2, 0.5],
        [-1.7, 0.6],
        [0.6, 0.4],
      ],
      (distance) => tf.square(distance).div(2),
    ),
    solution: center,
    start: [-1.6, -1.5],
    view: square,
    eta: 1,
  },
  margins: {
    title: "Hinges (convex)",
    formula: "max(0, 1 - a . w)",
    isConvex: true,
    pieces: [
      [1.4, 0.4],
      [0.3, 1.2],
      [1, -0.5],
      [-0.2, 1],
    ].map(
      ([a = 0, b = 0]) =>
        (first, second) =>
          tf.relu(tf.sub(1, linear([a, b])(first, second))),
    ),
    solution: [2, 1.6],
    start: [-1.8, -1.4],
    view: square,
    eta: 2,
  },
  valley: {
    title: "Curved valley (not convex)",
    formula: "2 (1 - w1)^2 and 20 (w2 - w1^2)^2",
    isConvex: false,
    pieces: [
      (first) => tf.sub(1, first).square().mul(2),
      (first, second) => tf.sub(second, first.square()).square().mul(20),
    ],
    solution: [1, 1],
    start: [-1.4, 1.2],
    view: { x: [-2, 2], y: [-1, 2.2] },
    eta: 0.2,
  },
  waves: {
    title: "Squares and sines (not convex)",
    formula: "d^2 / 4 + sin(2 d)^2 with d = a . (w - w*)",
    isConvex: false,
    pieces: pieces(
      [
        [1, 0.2],
        [-0.3, 1],
        [0.8, 0.8],
      ],
      (distance) =>
        tf
          .square(distance)
          .div(4)
          .add(tf.square(tf.sin(distance.mul(2)))),
    ),
    solution: center,
    start: [-2, -1.2],
    view: square,
    eta: 0.5,
  },
  product: {
    title: "Product of weights (not convex)",
    formula: "(c (w1 w2 - 1))^2",
    isConvex: false,
    pieces: [0.6, 1, 1.5].map(
      (scale) => (first, second) => first.mul(second).sub(1).mul(scale).square(),
    ),
    solution: [1, 1],
    start: [-0.5, 1.9],
    view: { x: [-2.5, 2.5], y: [-1, 2.5] },
    eta: 1,
  },
};

/**
 * Finds a problem with two weights that can be interpolated.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones and suggests the nearest.
 */
export function getToy(name: string): Toy {
  const known = requireKnownName("getToy: name", name, names);
  return { name: known, ...toys[known] };
}

function pieces(
  rows: readonly PlanePoint[],
  loss: (distance: tf.Tensor) => tf.Tensor,
): readonly PlaneLoss[] {
  return rows.map((row) => (first, second) => loss(linear(row, center)(first, second)));
}

/** Mean of the pieces, elementwise. */
export function toyLoss({ pieces: losses }: Toy, first: tf.Tensor, second: tf.Tensor): tf.Tensor {
  return tf.addN(losses.map((loss) => loss(first, second))).div(losses.length);
}
