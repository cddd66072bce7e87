import { scoped, tf } from "../../core/index.ts";
import { type Batch, type Dataset, type InputValues, scaleChannels } from "../../data/index.ts";
import {
  innerProduct,
  type Optimizer,
  type Phase,
  runPhases,
  type StepReport,
} from "../../optim/index.ts";
import { crossEntropy, type Loss, multiClassHinge, smoothedHinge } from "../losses.ts";
import type { Model } from "../models/index.ts";
import type { BoratReport } from "../optimizer-report.ts";
import type { Cell } from "./cell.ts";
import { createCellMethod } from "./cell-method.ts";
import { createCellModel } from "./cell-model.ts";
import { compileExactly, keepVariables } from "./exact-compile.ts";

const losses: Readonly<Record<Cell["loss"], Loss>> = {
  "cross-entropy": crossEntropy,
  hinge: multiClassHinge,
  "smoothed-hinge": smoothedHinge,
};

/** Examples of one step, on the host. */
type Minibatch = Pick<Batch<InputValues>, "inputs" | "labels">;

/** What a test found. */
interface TestResult {
  /** Share classified right; NaN if a logit is not finite. */
  readonly accuracy: number;
  /** Norm of all weights together, of those that were tested. */
  readonly weightNorm: number;
}

/** Model and method of a run, on the device. */
export interface Trainer {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Takes one minibatch. */
  step(batch: Minibatch): StepReport | BoratReport;
  /** Tests the weights that the method recommends; closes an open bundle. */
  test(dataset: Dataset<InputValues>): TestResult;
  /**
   * Records the graphs of tests and of steps on such batches before the first run, which saves time;
   * changes nothing else. Does nothing without graphs.
   */
  prepare(batches: readonly Minibatch[], datasets: readonly Dataset<InputValues>[]): void;
  /** Frees everything. */
  dispose(): void;
}

/** Runs one phase or a test on examples. */
type DeviceCall = (
  key: string,
  coefficients: tf.Tensor1D,
  inputs: tf.Tensor2D,
  labels: tf.Tensor1D,
) => tf.Tensor1D;

/** No phase has this key. */
const TEST = "test";

/**
 * Makes the model and the method of a run. Steps and tests are parts of one program of graphs, so
 * that the weights stay in its session; without `compiled` they run operation by operation.
 *
 * @param examples - A slice of the data: shape, classes and scale count.
 * @throws {ConfigError} If model, method or options do not fit.
 */
export function createTrainer(cell: Cell, examples: Dataset<InputValues>): Trainer {
  const model = createCellModel(cell, examples);
  const optimizer = createOptimizer(cell, model);
  const toInputs = createScaler(examples);
  const lossAt = (inputs: tf.Tensor2D, labels: tf.Tensor1D) => () =>
    losses[cell.loss](model.forward(toInputs(inputs), { training: true }), labels);

  let current: Phase | undefined;
  const runDirectly: DeviceCall = (key, coefficients, inputs, labels) => {
    if (key === TEST) return measure(model, toInputs(inputs), labels);
    const scalars = coefficients.size === 0 ? [] : tf.unstack(coefficients);
    const phase = current!;
    return phase.run(
      lossAt(inputs, labels),
      scalars.map((scalar) => scalar.asScalar()),
    );
  };
  const compiled = cell.compiled ? compileExactly(runDirectly) : undefined;

  const stepBy = (run: DeviceCall, batch: Minibatch): StepReport =>
    scoped(() => {
      const [inputs, labels] = upload(batch);
      return runPhases(optimizer.begin(), lossAt(inputs, labels), (phase) =>
        scoped(() => {
          current = phase;
          const coefficients = tf.tensor1d([...phase.coefficients], "float32");
          return run(phase.key, coefficients, inputs, labels).dataSync<"float32">();
        }),
      );
    });
  const testBy = (run: DeviceCall, chunk: Minibatch): Float32Array =>
    scoped(() => run(TEST, tf.tensor1d([], "float32"), ...upload(chunk)).dataSync<"float32">());

  const record = (batches: readonly Minibatch[], datasets: readonly Dataset<InputValues>[]) => {
    const MOST_PIECES = 16; // a step that is skipped never updates
    for (const batch of batches) {
      for (let i = 0; i < MOST_PIECES; i += 1) {
        if (stepBy(compiled!.record, batch).updated) break;
      }
    }
    for (const dataset of datasets) testBy(compiled!.record, chunksOf(dataset)[0]!);
  };

  const run = compiled ?? runDirectly;
  return {
    model,
    optimizer,
    step: (batch) => stepBy(run, batch),
    test: (dataset) =>
      optimizer.evaluate(() =>
        summarize(
          dataset,
          chunksOf(dataset).map((chunk) => testBy(run, chunk)),
        ),
      ),
    prepare: (batches, datasets) => {
      if (compiled === undefined) return;
      const state = optimizer.getState();
      keepVariables(() => record(batches, datasets));
      optimizer.setState(state);
    },
    dispose: () => {
      compiled?.dispose();
      optimizer.dispose();
      model.dispose();
    },
  };
}

function createOptimizer(cell: Cell, model: Model): Optimizer {
  try {
    return createCellMethod(cell, model);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Turns bytes of images into numbers on the device; `[B, inputSize]` both. */
function createScaler({ scale, inputShape }: Dataset<InputValues>) {
  const channels = inputShape.at(-1)!;
  return (inputs: tf.Tensor2D): tf.Tensor2D =>
    scale === undefined
      ? inputs
      : scaleChannels(inputs.reshape([-1, channels]), scale).reshape(inputs.shape);
}

function upload({ inputs, labels }: Minibatch): [tf.Tensor2D, tf.Tensor1D] {
  const shape: [number, number] = [labels.length, inputs.length / labels.length];
  const dtype = inputs instanceof Uint8Array ? "int32" : "float32"; // tfjs knows no bytes
  return [tf.tensor2d(inputs, shape, dtype), tf.tensor1d(labels, "int32")];
}

/** `[correct, 1 if all logits are finite, squared norm of the weights]`. */
function measure({ variables, forward }: Model, inputs: tf.Tensor2D, labels: tf.Tensor1D) {
  const logits = forward(inputs); // [B, C]
  const correct = tf.equal(tf.argMax(logits, 1), labels).sum().toFloat();
  const finite = tf.all(tf.isFinite(logits)).toFloat();
  return tf.stack([correct, finite, innerProduct(variables, variables)]).as1D();
}

function summarize({ size }: Dataset<InputValues>, chunks: readonly Float32Array[]): TestResult {
  const correct = chunks.reduce((sum, [count]) => sum + count!, 0);
  const allFinite = chunks.every(([, finite]) => finite === 1);
  return {
    accuracy: allFinite ? correct / size : Number.NaN,
    weightNorm: Math.sqrt(chunks[0]![2]!),
  };
}

/** Slices of equal size, so that one graph does for all; what fills up the last has no right label. */
function chunksOf({ inputs, labels, size }: Dataset<InputValues>): readonly Minibatch[] {
  const MOST_VALUES = 2 ** 20; // 341 images of CIFAR: their activations fit beside a training step's
  const width = inputs.length / size;
  const numChunks = Math.ceil(inputs.length / MOST_VALUES);
  const chunk = Math.ceil(size / numChunks);
  return Array.from({ length: numChunks }, (_, i) => {
    const start = Math.min(i * chunk, size - chunk); // the last one goes back to be full
    const repeated = i * chunk - start;
    return {
      inputs: inputs.subarray(start * width, (start + chunk) * width),
      labels: labels.slice(start, start + chunk).fill(-1, 0, repeated),
    };
  });
}
