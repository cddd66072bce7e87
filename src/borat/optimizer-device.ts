import { scoped, selectAll, tf } from "../core/index.ts";
import {
  allFinite,
  assignAll,
  boundWithTolerance,
  createVariables,
  type LossFunction,
  lossAndGradients,
  projectToBall,
  type TensorList,
  zerosLikeAll,
} from "../optim/index.ts";
import { solveThreeOnDevice, solveTwoOnDevice } from "./dual-device.ts";
import { bundlePoint, bundleStep, groupProducts, nesterovMove } from "./optimizer-moves.ts";
import type { BoratSettings } from "./optimizer-options.ts";

/** What BORAT keeps on the device between calls, as variables. */
export interface BoratSlots {
  /** Momentum buffer `v`; empty if no group has momentum. */
  readonly velocity: readonly tf.Variable[];
  /** The weights `w_t` at which the open bundle began. */
  readonly base: readonly tf.Variable[];
  /** Gradients of the open bundle's pieces, one list each. */
  readonly gradients: readonly (readonly tf.Variable[])[];
}

/** Host numbers that a piece's evaluation needs, as device scalars. */
export interface PieceScalars {
  /** One per group. */
  readonly etas: readonly tf.Scalar[];
  readonly lowerBound: tf.Scalar;
  /** Of the first piece of three: `eta <g_1, g_1>`, `b_1` and its weight in the present point. */
  readonly first?: Readonly<Record<"q11" | "b1" | "placement", tf.Scalar>>;
}

/** The device's side of the optimiser: what runs between two decisions of the host. */
export class BoratDevice {
  readonly slots: BoratSlots;
  readonly #variables: readonly tf.Variable[];
  readonly #settings: BoratSettings;

  constructor(variables: readonly tf.Variable[], settings: BoratSettings) {
    this.#variables = variables;
    this.#settings = settings;
    const { groups, gradientPieces, solvesOnDevice } = settings;
    const hasMomentum = groups.some(({ momentum }) => momentum > 0);
    // The device's own dual needs the last gradient only while it runs.
    const stored = solvesOnDevice ? gradientPieces - 1 : gradientPieces;
    this.slots = scoped(() => {
      if (settings.maxNorm !== undefined) assignAll(variables, this.#project(variables));
      const zeros = zerosLikeAll(variables);
      return {
        velocity: hasMomentum ? createVariables("borat/velocity", zeros) : [],
        base: createVariables("borat/base", variables),
        gradients: Array.from({ length: stored }, (_, n) =>
          createVariables(`borat/gradient/${n}`, zeros),
        ),
      };
    });
  }

  /**
   * Evaluates a minibatch and stores its gradient as piece `n`.
   *
   * @returns `[loss, <g_n, g_0>, .., <g_n, g_n>]`, the products for each group.
   */
  collect(loss: LossFunction, n: number, isRepeated: boolean): tf.Tensor1D {
    const { evaluated, products, restore, statistics } = this.#evaluate(loss, n, isRepeated);
    if (n === 0) assignAll(this.slots.base, this.#variables);
    assignAll(this.slots.gradients[n]!, evaluated.gradients);
    restore(this.#isUsable(evaluated.loss, products), statistics);
    return tf.stack([evaluated.loss, ...products]).as1D();
  }

  /** Moves the model to an inner point; it has neither momentum nor projection, on which `b` relies. */
  moveInside(n: number, etas: readonly tf.Scalar[], weights: readonly tf.Scalar[]): tf.Tensor1D {
    const gradients = this.slots.gradients.slice(0, n + 1);
    const { groups } = this.#settings;
    assignAll(this.#variables, bundlePoint(groups, this.slots.base, etas, gradients, weights));
    return tf.zeros([1]);
  }

  /** Completes the bundle: step, momentum, projection. */
  update(etas: readonly tf.Scalar[], weights: readonly tf.Scalar[]): tf.Tensor1D {
    const next = this.#nextIterate(etas, this.slots.gradients, weights, this.slots.base);
    assignAll([...this.#variables, ...this.slots.velocity], [...next.weights, ...next.velocity]);
    return tf.zeros([1]);
  }

  /**
   * Evaluates a minibatch as piece `n` of at most two and moves at once, solving the dual here.
   *
   * @returns As {@link collect}, then the weights of the gradient pieces.
   */
  collectAndMove(
    loss: LossFunction,
    n: number,
    isRepeated: boolean,
    { etas, lowerBound, first }: PieceScalars,
  ): tf.Tensor1D {
    const { groups, gradientPieces } = this.#settings;
    const { velocity, base, gradients: stored } = this.slots;
    const { evaluated, products, restore, statistics } = this.#evaluate(loss, n, isRepeated);
    if (n === 0) assignAll(base, this.#variables);
    const value = tf.maximum(tf.sub(evaluated.loss, lowerBound), 0);
    const q = (k: number) => weightedSum(etas, products, n + 1, k);
    const weights = first
      ? solveThreeOnDevice({
          ...first,
          q12: q(0),
          q22: q(1),
          b1: first.b1,
          b2: tf.add(value, tf.mul(first.placement, q(0))),
        })
      : [solveTwoOnDevice(q(0), value.asScalar())];
    const gradients = [...stored.slice(0, n), evaluated.gradients];
    const usable = this.#isUsable(evaluated.loss, products);
    if (n + 1 < gradientPieces) {
      const inside = bundlePoint(groups, base, etas, gradients, weights);
      assignAll(stored[n]!, evaluated.gradients);
      restore(usable, [...inside, ...statistics], this.#variables);
    } else {
      const next = this.#nextIterate(etas, gradients, weights, base);
      restore(
        usable,
        [...next.weights, ...next.velocity, ...statistics],
        [...this.#variables, ...velocity],
      );
    }
    return tf.stack([evaluated.loss, ...products, ...weights]).as1D();
  }

  /** Goes back to where the open bundle began. */
  restoreBase(): void {
    assignAll(this.#variables, this.slots.base);
  }

  dispose(): void {
    const { velocity, base, gradients } = this.slots;
    tf.dispose([...velocity, ...base, ...gradients.flat()]);
  }

  #nextIterate(
    etas: readonly tf.Scalar[],
    gradients: readonly TensorList[],
    weights: readonly tf.Scalar[],
    base: TensorList,
  ) {
    const { groups } = this.#settings;
    const step = bundleStep(groups, etas, gradients, weights);
    const next = nesterovMove(groups, base, step, this.slots.velocity);
    return { weights: this.#project(next.weights), velocity: next.velocity };
  }

  /** Loss, gradients and products; the statistics that the loss wrote count only where they should. */
  #evaluate(loss: LossFunction, n: number, isRepeated: boolean) {
    const { groups, statistics } = this.#settings;
    const before = statistics.map((statistic) => tf.clone(statistic));
    const evaluated = lossAndGradients(loss, this.#variables);
    const earlier = this.slots.gradients.slice(0, n);
    const products = groupProducts(groups, evaluated.gradients, [...earlier, evaluated.gradients]);
    const restore = (
      usable: tf.Tensor,
      values: TensorList,
      variables: readonly tf.Variable[] = [],
    ) => {
      const moved = [...variables, ...statistics];
      const unchanged = [...variables, ...before];
      assignAll(moved, selectAll(usable, values, unchanged));
    };
    // A minibatch that is evaluated again moves them only the first time.
    return { evaluated, products, restore, statistics: isRepeated ? before : statistics };
  }

  #isUsable(loss: tf.Scalar, products: readonly tf.Scalar[]): tf.Tensor {
    const least = boundWithTolerance(this.#settings.lowerBound);
    return tf.logicalAnd(allFinite([loss, ...products]), tf.greaterEqual(loss, least));
  }

  #project(weights: TensorList): TensorList {
    const { maxNorm } = this.#settings;
    return maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  }
}

/** `sum_g etas_g products_g`, the products of each group being `stride` apart. */
function weightedSum(
  etas: readonly tf.Scalar[],
  products: readonly tf.Scalar[],
  stride: number,
  offset: number,
): tf.Scalar {
  const terms = etas.map((eta, group) => tf.mul(eta, products[group * stride + offset]!));
  return tf.addN(terms).asScalar();
}
