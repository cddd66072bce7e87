import { requireInRange, type tf } from "../core/index.ts";
import {
  belowBoundError,
  findNonFinite,
  isBelowBound,
  type LossFunction,
  nonFiniteError,
  type OptimizerState,
  type Phase,
  requireAlive,
  runEagerly,
  type SkipReason,
} from "../optim/index.ts";
import {
  addPiece,
  assessPieces,
  type Bundle,
  gramMatrix,
  linearTerms,
  openBundle,
  solvePieces,
  stepNorm,
} from "./bundle.ts";
import type { DualSolution } from "./dual.ts";
import { sum } from "./dual-linear.ts";
import { BoratDevice } from "./optimizer-device.ts";
import { type BoratOptions, type BoratSettings, parseBoratOptions } from "./optimizer-options.ts";
import type { BoratOptimizer, BoratReport, BundleReport } from "./optimizer-report.ts";
import { type BoratMemory, type OpenBundle, restoreMemory, saveMemory } from "./optimizer-state.ts";

/**
 * BORAT: models the loss by N linear pieces, the last the constant 0, and takes its proximal step
 * `w <- argmin ||w - w_t||^2 / (2 eta) + max_n (g_n . (w - w_t) + b_n)`, with Nesterov momentum and a
 * projection on `||w|| <= maxNorm`.
 *
 * For models that can interpolate: losses >= 0 with minimum about 0, regularised by `maxNorm` rather
 * than a penalty. Between updates the weights are at an inner point of the bundle: call `finish()`
 * before evaluating.
 *
 * @param variables - What to train; at least one.
 * @throws {ConfigError} If an option is out of range.
 * @see Paren et al. 2022, "A Stochastic Bundle Method for Interpolating Networks".
 * @example
 * const optimizer = borat(variables, { eta: 1, bundleSize: 3, maxNorm: 50 });
 * for (const { x, y } of batches) optimizer.step(() => crossEntropy(model.forward(x), y));
 * optimizer.finish();
 */
export function borat(
  variables: readonly tf.Variable[],
  options: BoratOptions = {},
): BoratOptimizer {
  return new Borat(variables, parseBoratOptions(variables, options));
}

/** A piece's numbers, and what the device already made of them. */
interface Collected {
  readonly loss: number;
  readonly open: OpenBundle;
  /** Weights of the gradient pieces; absent where the host is to solve. */
  readonly weights?: readonly number[];
}

class Borat implements BoratOptimizer {
  readonly name = "borat";
  readonly variables: readonly tf.Variable[];
  readonly #settings: BoratSettings;
  readonly #device: BoratDevice;
  #memory: BoratMemory;

  constructor(variables: readonly tf.Variable[], settings: BoratSettings) {
    this.variables = variables;
    this.#settings = settings;
    this.#device = new BoratDevice(variables, settings);
    this.#memory = { steps: 0, eta: settings.eta, open: undefined };
  }

  step(loss: LossFunction): BoratReport {
    return runEagerly(this.begin(), loss);
  }

  begin(): Phase {
    requireAlive(this.name, this.variables);
    return this.#piece(undefined);
  }

  finish(): void {
    if (this.#memory.open) this.#device.restoreBase();
    this.#keep(undefined);
  }

  evaluate<T>(body: () => T): T {
    this.finish();
    return body();
  }

  /** Takes effect when the next bundle opens: the pieces of one share their eta. */
  setLearningRate(value: number): void {
    requireInRange("borat: eta", value, { above: 0, below: Number.POSITIVE_INFINITY });
    this.#memory = { ...this.#memory, eta: value };
  }

  getState(): OptimizerState {
    return saveMemory(this.name, this.#memory, this.#device.slots);
  }

  setState(state: OptimizerState): void {
    this.#memory = restoreMemory(this.name, state, this.#device.slots);
  }

  dispose(): void {
    this.#device.dispose();
  }

  /**
   * Evaluates a minibatch as the next piece.
   *
   * @param firstLoss - In `same` mode the loss at the first evaluation, if this is not it.
   */
  #piece(firstLoss: number | undefined): Phase {
    const { lowerBound, solvesOnDevice } = this.#settings;
    const open = this.#memory.open ?? this.#open();
    const n = open.bundle.losses.length;
    const isRepeated = firstLoss !== undefined;
    const { etas } = open.bundle;
    const first = n === 0 ? [] : this.#firstOfThree(open);
    const toFirst = ([q11, b1, placement]: readonly tf.Scalar[]) =>
      q11 && b1 && placement ? { first: { q11, b1, placement } } : {};
    return {
      key: `piece ${n}${isRepeated ? ", repeated" : ""}`,
      coefficients: solvesOnDevice ? [...etas, lowerBound, ...first] : [],
      run: (loss, scalars) =>
        solvesOnDevice
          ? this.#device.collectAndMove(loss, n, isRepeated, {
              etas: scalars.slice(0, etas.length),
              lowerBound: scalars[etas.length]!,
              ...toFirst(scalars.slice(etas.length + 1)),
            })
          : this.#device.collect(loss, n, isRepeated),
      conclude: (numbers, loss) => this.#concludePiece(numbers, loss, open, firstLoss),
    };
  }

  #concludePiece(
    numbers: Float32Array,
    loss: LossFunction,
    open: OpenBundle,
    firstLoss: number | undefined,
  ): BoratReport | Phase {
    const { groups, lowerBound, batchMode, solvesOnDevice } = this.#settings;
    const [lossValue = Number.NaN, ...rest] = numbers;
    const count = open.bundle.losses.length + 1;
    const products = rest.slice(0, groups.length * count);
    const reported = firstLoss ?? lossValue;
    this.#keep(open);
    if (firstLoss === undefined) this.#memory = { ...this.#memory, steps: this.#memory.steps + 1 };
    if (![lossValue, ...products].every(Number.isFinite)) {
      return this.#reject(reported, lossValue, loss, products);
    }
    if (isBelowBound(lossValue, lowerBound)) {
      const report = this.#skip(reported, "below-bound");
      if (this.#settings.nonFinite === "skip") return report;
      throw belowBoundError(this.name, this.#memory.steps - 1, lossValue, lowerBound);
    }
    if (batchMode === "same" && count === 1 && lossValue === lowerBound) {
      return this.#skip(lossValue, "zero-loss");
    }
    const bundle = addPiece(open.bundle, {
      loss: Math.max(0, lossValue - lowerBound),
      products: groups.map((_, g) => products.slice(g * count, (g + 1) * count)),
      placement: open.placement,
    });
    const collected = { loss: reported, open: { ...open, bundle } };
    const weights = rest.slice(products.length);
    return this.#move(solvesOnDevice ? { ...collected, weights } : collected);
  }

  /** Moves the model to the solution for the pieces so far; updates once the bundle is full. */
  #move({ loss, open, weights: given }: Collected): BoratReport | Phase {
    const { gradientPieces, innerStep, dual } = this.#settings;
    const { bundle } = open;
    const updated = bundle.losses.length === gradientPieces;
    const largestEta = Math.max(...bundle.etas);
    if (!updated && innerStep === "gradient") {
      const weights = bundle.losses.map(() => 1);
      const report = { loss, updated, stepSize: largestEta };
      return this.#moveOnDevice(open, weights, () => this.#afterMove(report, open, weights));
    }
    const solution = given ? assessPieces(bundle, given) : solvePieces(bundle, dual);
    const weights = solution.alpha.slice(0, -1);
    const stepSize = largestEta * sum(weights);
    const report = { loss, updated, stepSize, bundle: describeBundle(bundle, solution, weights) };
    const after = () => this.#afterMove(report, open, weights);
    return given ? after() : this.#moveOnDevice(open, weights, after);
  }

  #moveOnDevice(
    { bundle: { etas, losses } }: OpenBundle,
    weights: readonly number[],
    after: () => BoratReport | Phase,
  ): Phase {
    const count = losses.length;
    const updates = count === this.#settings.gradientPieces && weights.length === count;
    return {
      key: updates ? "update" : `move ${count}`,
      coefficients: [...etas, ...weights],
      run: (_, scalars) => {
        const [ofGroups, ofPieces] = [scalars.slice(0, etas.length), scalars.slice(etas.length)];
        return updates
          ? this.#device.update(ofGroups, ofPieces)
          : this.#device.moveInside(count - 1, ofGroups, ofPieces);
      },
      conclude: after,
    };
  }

  #afterMove(
    report: BoratReport,
    open: OpenBundle,
    placement: readonly number[],
  ): BoratReport | Phase {
    this.#keep(report.updated ? undefined : { ...open, placement });
    const goesOn = this.#settings.batchMode === "same" && !report.updated;
    return goesOn ? this.#piece(report.loss) : report;
  }

  /** Drops the bundle: its pieces do not outlive a minibatch that can not be used. */
  #reject(
    reported: number,
    lossValue: number,
    loss: LossFunction,
    products: readonly number[],
  ): BoratReport {
    const value = products.find((product) => !Number.isFinite(product)) ?? Number.NaN;
    const derived = { tensor: "gradients' inner product", value };
    const { nonFinite, statistics } = this.#settings;
    const trained = { variables: this.variables, statistics };
    const spoilt = nonFinite === "throw" && findNonFinite(lossValue, loss, trained, derived);
    const report = this.#skip(reported, "non-finite");
    if (!spoilt) return report;
    throw nonFiniteError(this.name, "eta", this.#memory.steps - 1, spoilt);
  }

  #skip(loss: number, skipped: SkipReason): BoratReport {
    this.finish();
    return { loss, updated: false, stepSize: 0, skipped };
  }

  #open(): OpenBundle {
    const { eta } = this.#memory;
    return {
      bundle: openBundle(this.#settings.groups.map(({ etaFactor }) => eta * etaFactor)),
      placement: [],
    };
  }

  /** What the closed form for three pieces needs of the first: `q11`, `b1` and its placement. */
  #firstOfThree({ bundle, placement }: OpenBundle): readonly number[] {
    return [gramMatrix(bundle, 1)[0]![0]!, linearTerms(bundle)[0]!, placement[0]!];
  }

  #keep(open: OpenBundle | undefined): void {
    this.#memory = { ...this.#memory, open };
  }
}

function describeBundle(
  bundle: Bundle,
  solution: DualSolution,
  weights: readonly number[],
): BundleReport {
  return {
    ...solution,
    losses: bundle.losses,
    b: linearTerms(bundle),
    gram: gramMatrix(bundle, 0),
    stepNorm: stepNorm(bundle, weights),
  };
}
