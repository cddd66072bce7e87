import { ConfigError, tf } from "../core/index.ts";
import type { Optimizer } from "./optimizer.ts";
import { type NamedTensor, stateFromWeights, weightsFromState } from "./tf-optimizer-weights.ts";

/**
 * An {@link Optimizer} in the form that `model.compile` takes.
 *
 * It is built by the first `minimize`, over the variables of that call. As with any optimiser given to
 * `model.compile`, the model does not dispose it.
 */
export class TfOptimizer<O extends Optimizer> extends tf.Optimizer {
  /** @nocollapse */
  static readonly className = "TriptychOptimizer";
  readonly #create: (variables: readonly tf.Variable[]) => O;
  #inner: O | undefined;
  #restored: readonly NamedTensor[] = [];
  #finishesNext: boolean = false;

  constructor(create: (variables: readonly tf.Variable[]) => O) {
    super();
    this.#create = create;
  }

  /**
   * The optimiser itself, to evaluate at an averaged point, set the learning rate or save its state.
   *
   * @throws {ConfigError} Before the first `minimize`.
   */
  get inner(): O {
    if (this.#inner !== undefined) return this.#inner;
    throw new ConfigError(
      "TfOptimizer: inner needs the variables of the first minimize, got none yet. Call model.fit first.",
    );
  }

  /**
   * Takes one step.
   *
   * @param f - Mean loss of a minibatch; may be evaluated more than once.
   * @param returnCost - Whether to return the loss before the step, a scalar.
   * @param varList - What to train; all trainable variables by default. The same at every call.
   * @throws {NumericsError} As {@link Optimizer.step} does.
   */
  override minimize(
    f: () => tf.Scalar,
    returnCost = false,
    varList?: tf.Variable[],
  ): tf.Scalar | null {
    const inner = this.#build(varList ?? Object.values(tf.engine().registeredVariables));
    const leftovers: tf.Tensor[] = [];
    const { loss } = inner.step(collectRepeats(f, leftovers));
    tf.dispose(leftovers.filter((tensor) => !tensor.isDisposed));
    if (this.#finishesNext) inner.finish();
    this.incrementIterations();
    return returnCost ? tf.scalar(loss) : null;
  }

  /** @throws {ConfigError} Always: our rules need the loss, and may evaluate it more than once. */
  override applyGradients(): void {
    throw new ConfigError(
      "TfOptimizer: applyGradients is not possible, since the rule takes the loss itself. Call minimize.",
    );
  }

  /** Closes an open bundle, as {@link Optimizer.finish} does; nothing before the first `minimize`. */
  finish(): void {
    this.#inner?.finish();
  }

  /** Whether the next `minimize` closes the bundle; {@link finishBundles} says so for the last of an epoch. */
  finishAfterNext(finishes: boolean): void {
    this.#finishesNext = finishes;
  }

  /** The rule's name, `null` before the first `minimize`: it does not suffice to make another. */
  getConfig(): tf.serialization.ConfigDict {
    return { optimizer: this.#inner?.name ?? null };
  }

  /** Iterations and the state of the rule as new tensors, for {@link setWeights}. */
  override async getWeights(): Promise<NamedTensor[]> {
    const iterations = await this.saveIterations();
    return [iterations, ...(this.#inner ? weightsFromState(this.#inner.getState()) : [])];
  }

  /**
   * Continues from weights of the same rule; before the first `minimize`, from that call on.
   *
   * @param weightValues - From {@link getWeights}; they stay the caller's.
   * @throws {ConfigError} If they are not of this rule.
   */
  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    const state = await this.extractIterations(weightValues);
    if (state.length > 0 && this.#inner !== undefined) {
      this.#inner.setState(stateFromWeights(state));
      return;
    }
    this.#forgetRestored();
    this.#restored = state.map(({ name, tensor }) => ({ name, tensor: tf.keep(tensor.clone()) }));
  }

  /** Frees the rule's tensors; the variables stay. */
  override dispose(): void {
    this.#forgetRestored();
    this.#inner?.dispose();
    this.#inner = undefined;
  }

  #build(candidates: readonly tf.Variable[]): O {
    const variables = candidates.filter(({ trainable }) => trainable);
    if (this.#inner === undefined) {
      const inner = this.#create(variables);
      if (this.#restored.length > 0) inner.setState(stateFromWeights(this.#restored));
      this.#forgetRestored();
      this.#inner = inner;
    }
    const known = this.#inner.variables;
    if (known.length !== variables.length || known.some((known, i) => known !== variables[i])) {
      throw new ConfigError(
        `minimize: varList must be the ${known.length} variables of the first call, got ${variables.length} others. ` +
          "Compile the model with a new optimizer after changing what it trains.",
      );
    }
    return this.#inner;
  }

  #forgetRestored(): void {
    tf.dispose(this.#restored.map(({ tensor }) => tensor));
    this.#restored = [];
  }
}

/**
 * Makes any rule usable in `model.compile` and `model.fit`.
 *
 * A method that evaluates an averaged point does so by `optimizer.inner.evaluate(() => model.evaluate(x, y))`;
 * `model.fit` itself validates at the trained weights. BORAT wants {@link finishBundles}.
 *
 * @param create - Builds the rule over the model's trainable variables, in the model's order.
 * @example
 * const optimizer = asTfOptimizer((variables) => adam(variables, { learningRate: 1e-3 }));
 * model.compile({ optimizer, loss: "meanSquaredError" });
 * await model.fit(x, y, { epochs: 10 });
 */
export function asTfOptimizer<O extends Optimizer>(
  create: (variables: readonly tf.Variable[]) => O,
): TfOptimizer<O> {
  return new TfOptimizer(create);
}

/**
 * Callback for `model.fit` that closes the open bundle after the last minibatch of each epoch, before
 * `fit` validates. `fitDataset` over a dataset of unknown size validates first.
 *
 * `fit` takes callbacks either all as objects of classes, as this one, or all as plain records: give
 * records beside it as `new tf.CustomCallback(record)`.
 *
 * @example
 * const optimizer = asTfOptimizer((variables) => borat(variables, { eta: 1 }));
 * model.compile({ optimizer, loss: "categoricalCrossentropy" });
 * await model.fit(x, y, { epochs: 10, callbacks: finishBundles(optimizer) });
 */
export function finishBundles(optimizer: TfOptimizer<Optimizer>): tf.Callback {
  return new BundleFinisher(optimizer);
}

class BundleFinisher extends tf.Callback {
  readonly #optimizer: TfOptimizer<Optimizer>;

  constructor(optimizer: TfOptimizer<Optimizer>) {
    super();
    this.#optimizer = optimizer;
  }

  override async onBatchBegin(batch: number): Promise<void> {
    const { steps, samples, batchSize } = this.params;
    const batches =
      typeof steps === "number" ? steps : Math.ceil(Number(samples) / Number(batchSize));
    // fit validates before it calls onBatchEnd for the last minibatch.
    this.#optimizer.finishAfterNext(batch === batches - 1);
  }

  override async onEpochEnd(): Promise<void> {
    this.#optimizer.finishAfterNext(false);
    this.#optimizer.finish();
  }
}

/**
 * A loss that lists the scalars kept by all evaluations but the first. `fit`'s loss keeps a scalar per
 * metric each time, and disposes those of the first.
 */
function collectRepeats(loss: () => tf.Scalar, leftovers: tf.Tensor[]): () => tf.Scalar {
  let evaluations = 0;
  return () => {
    evaluations += 1;
    if (evaluations === 1) return loss();
    const { track } = tf.engine().state.activeScope;
    const before = track.length;
    const value = loss();
    leftovers.push(...track.slice(before).filter(({ kept, rank }) => kept && rank === 0));
    return value;
  };
}
