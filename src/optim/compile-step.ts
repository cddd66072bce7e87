import { type Compiled, type CompileOptions, compile, scoped, tf } from "../core/index.ts";
import { type Optimizer, type Phase, runPhases, type StepReport } from "./optimizer.ts";

/** A training step that runs as a graph; see {@link compileStep}. */
export interface CompiledStep<A extends readonly tf.Tensor[], Report extends StepReport> {
  /** Takes one minibatch. */
  (...inputs: A): Report;
  /** How many graphs it has: one for each kind of phase and each shape of the inputs. */
  readonly numTraces: number;
  /** Copies the variables' values out of the session now; by itself this happens when one is used. */
  sync(): void;
  /** Frees the session; variables and optimiser stay and can be used further. */
  dispose(): void;
}

/** An optimiser, by what its steps report. */
interface Steps<Report extends StepReport> extends Optimizer {
  step(loss: () => tf.Scalar): Report;
}

/**
 * Makes an optimiser's step on minibatches run as TensorFlow graphs: the forward pass, the gradients
 * and the update at once. Takes the same steps as `optimizer.step`, up to float32 rounding.
 *
 * @param optimizer - Also usable by itself in between; both see the same weights and state.
 * @param loss - Mean loss of a minibatch given as tensors; must not read a tensor to the host.
 * @throws {CompileError} From the step, for the reasons of `compile`.
 * @throws {NumericsError} From the step, as `optimizer.step`.
 * @example
 * const step = compileStep(optimizer, (x: tf.Tensor2D, y: tf.Tensor1D) =>
 *   crossEntropy(model.forward(x, { training: true }), y));
 * for (const { x, y } of batches) step(x, y);
 */
export function compileStep<A extends readonly tf.Tensor[], Report extends StepReport>(
  optimizer: Steps<Report>,
  loss: (...inputs: A) => tf.Scalar,
  options?: CompileOptions,
): CompiledStep<A, Report> {
  let current: Phase | undefined;
  const runPhase: Compiled<readonly [string, tf.Tensor1D, ...A], tf.Tensor1D> = compile(
    (_key: string, coefficients: tf.Tensor1D, ...inputs: A) => {
      const scalars = coefficients.size === 0 ? [] : tf.unstack(coefficients);
      return current!.run(() => loss(...inputs), scalars as tf.Scalar[]); // of a vector
    },
    options,
  );
  const step = (...inputs: A): Report =>
    runPhases(
      optimizer.begin(),
      () => loss(...inputs),
      (phase) =>
        scoped(() => {
          current = phase;
          const coefficients = tf.tensor1d([...phase.coefficients], "float32");
          return runPhase(phase.key, coefficients, ...inputs).dataSync<"float32">();
        }),
    ) as Report; // what the optimiser's own phases conclude
  return Object.defineProperty(
    Object.assign(step, { numTraces: 0, sync: runPhase.sync, dispose: runPhase.dispose }),
    "numTraces",
    { get: () => runPhase.numTraces },
  );
}
