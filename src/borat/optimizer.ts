import { requireInRange, scoped, tf } from "../core/index.ts";
import {
  assignAll,
  findNonFinite,
  keepAll,
  lossAndGradients,
  type NonFinite,
  nonFiniteError,
  type OptimizerState,
  projectToBall,
  readScalars,
  type SkipReason,
  type TensorList,
  zerosLikeAll,
} from "../optim/index.ts";
import { addPiece, gramMatrix, linearTerms, openBundle, solvePieces, stepNorm } from "./bundle.ts";
import type { DualSolution } from "./dual.ts";
import { bundleStep, groupProducts, nesterovMove } from "./optimizer-moves.ts";
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
 * for (const batch of batches) optimizer.step(() => crossEntropy(model, batch));
 * optimizer.finish();
 */
export function borat(
  variables: readonly tf.Variable[],
  options: BoratOptions = {},
): BoratOptimizer {
  return new Borat(variables, parseBoratOptions(variables, options));
}

/** A piece collected, or why not. */
type Collected =
  | { readonly loss: number; readonly open: OpenBundle }
  | { readonly loss: number; readonly open: undefined; readonly spoilt: NonFinite };

class Borat implements BoratOptimizer {
  readonly name = "borat";
  readonly variables: readonly tf.Variable[];
  readonly #settings: BoratSettings;
  #memory: BoratMemory;

  constructor(variables: readonly tf.Variable[], settings: BoratSettings) {
    this.variables = variables;
    this.#settings = settings;
    const hasMomentum = settings.groups.some(({ momentum }) => momentum > 0);
    const velocity = scoped(() => {
      if (settings.maxNorm !== undefined) assignAll(variables, this.#project(variables));
      return hasMomentum ? keepAll(zerosLikeAll(variables)) : [];
    });
    this.#memory = { steps: 0, eta: settings.eta, velocity, open: undefined };
  }

  step(loss: () => tf.Scalar): BoratReport {
    const { batchMode, gradientPieces, lowerBound, statistics } = this.#settings;
    const first = this.#collect(loss);
    this.#memory = { ...this.#memory, steps: this.#memory.steps + 1 };
    if (first.open === undefined) return this.#reject(first.loss, first.spoilt);
    if (batchMode === "different") return this.#move(first.open, first.loss);

    if (first.loss === lowerBound) return this.#skip(first.loss, "zero-loss");
    let open = first.open;
    while (open.gradients.length < gradientPieces) {
      this.#move(open, first.loss);
      const inner = scoped(() => {
        const saved = statistics.map((statistic) => tf.clone(statistic));
        const collected = this.#collect(loss);
        assignAll(statistics, saved);
        return collected;
      });
      if (inner.open === undefined) return this.#reject(first.loss, inner.spoilt);
      open = inner.open;
    }
    return this.#move(open, first.loss);
  }

  finish(): void {
    const { open } = this.#memory;
    if (open) assignAll(this.variables, open.base);
    this.#close();
  }

  /** Takes effect when the next bundle opens: the pieces of one share their eta. */
  setLearningRate(value: number): void {
    requireInRange("borat: eta", value, { above: 0, below: Number.POSITIVE_INFINITY });
    this.#memory = { ...this.#memory, eta: value };
  }

  getState(): OptimizerState {
    return saveMemory(this.name, this.#memory);
  }

  setState(state: OptimizerState): void {
    const restored = scoped(() => {
      const memory = restoreMemory(this.name, state, this.variables, this.#memory);
      keepAll([...memory.velocity, ...(memory.open ? openTensors(memory.open) : [])]);
      return memory;
    });
    this.dispose();
    this.#memory = restored;
  }

  dispose(): void {
    this.#close();
    tf.dispose([...this.#memory.velocity]);
  }

  /** Evaluates the loss at the present weights and adds its piece; reads one vector to the host. */
  #collect(loss: () => tf.Scalar): Collected {
    const { groups, lowerBound } = this.#settings;
    return scoped(() => {
      const evaluated = lossAndGradients(loss, this.variables);
      const open = this.#memory.open ?? this.#open();
      const gradients = [...open.gradients, evaluated.gradients];
      const products = groupProducts(groups, evaluated.gradients, gradients);
      const [lossValue = Number.NaN, ...values] = readScalars([evaluated.loss, ...products]);
      const infinite = values.find((value) => !Number.isFinite(value));
      if (!Number.isFinite(lossValue) || infinite !== undefined) {
        const derived = { tensor: "gradients' inner product", value: infinite ?? Number.NaN };
        const spoilt = findNonFinite(lossValue, evaluated.gradients, this.variables, derived);
        return { loss: lossValue, open: undefined, spoilt };
      }
      keepAll([...open.base, ...evaluated.gradients]);
      const count = gradients.length;
      const bundle = addPiece(open.bundle, {
        loss: lossValue - lowerBound,
        products: groups.map((_, g) => values.slice(g * count, (g + 1) * count)),
        placement: open.placement,
      });
      return { loss: lossValue, open: this.#keep({ ...open, bundle, gradients }) };
    });
  }

  /** Moves the model to the solution for the pieces so far; updates once the bundle is full. */
  #move(open: OpenBundle, loss: number): BoratReport {
    const { gradientPieces, innerStep, dual } = this.#settings;
    const updated = open.gradients.length === gradientPieces;
    const largestEta = Math.max(...open.bundle.etas);
    if (!updated && innerStep === "gradient") {
      this.#moveInside(
        open,
        open.gradients.map(() => 1),
      );
      return { loss, updated, stepSize: largestEta };
    }
    const solution = solvePieces(open.bundle, dual);
    const weights = solution.alpha.slice(0, -1);
    if (updated) this.#update(open, weights);
    else this.#moveInside(open, weights);
    const stepSize = largestEta * weights.reduce((total, weight) => total + weight, 0);
    return { loss, updated, stepSize, bundle: describeBundle(open, solution, weights) };
  }

  /** Inner points have neither momentum nor projection: the pieces' `b` relies on it. */
  #moveInside(open: OpenBundle, weights: readonly number[]): void {
    scoped(() => {
      const step = bundleStep(this.#settings.groups, open.bundle.etas, open.gradients, weights);
      assignAll(
        this.variables,
        step.map((u, i) => tf.add(open.base[i]!, u)),
      );
    });
    this.#keep({ ...open, placement: weights });
  }

  #update(open: OpenBundle, weights: readonly number[]): void {
    const { groups } = this.#settings;
    const { velocity } = this.#memory;
    scoped(() => {
      const step = bundleStep(groups, open.bundle.etas, open.gradients, weights);
      const next = nesterovMove(groups, open.base, step, velocity);
      assignAll(this.variables, this.#project(next.weights));
      this.#memory = { ...this.#memory, velocity: keepAll(next.velocity) };
    });
    if (this.#memory.velocity !== velocity) tf.dispose([...velocity]);
    this.#close();
  }

  /** Drops the bundle: its pieces do not outlive a minibatch that can not be used. */
  #reject(loss: number, spoilt: NonFinite): BoratReport {
    const report = this.#skip(loss, "non-finite");
    if (this.#settings.nonFinite === "skip") return report;
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
      base: this.variables.map((variable) => tf.clone(variable)), // shares the memory
      gradients: [],
      placement: [],
    };
  }

  #keep(open: OpenBundle): OpenBundle {
    this.#memory = { ...this.#memory, open };
    return open;
  }

  #close(): void {
    const { open } = this.#memory;
    if (open) tf.dispose(openTensors(open));
    this.#memory = { ...this.#memory, open: undefined };
  }

  #project(weights: TensorList): TensorList {
    const { maxNorm } = this.#settings;
    return maxNorm === undefined ? weights : projectToBall(weights, maxNorm);
  }
}

function openTensors({ base, gradients }: OpenBundle): tf.Tensor[] {
  return [...base, ...gradients.flat()];
}

function describeBundle(
  { bundle }: OpenBundle,
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
