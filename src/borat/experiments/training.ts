import { setImmediate } from "node:timers/promises";
import { createRandom, tf } from "../../core/index.ts";
import type { Dataset, Split } from "../../data/index.ts";
import type { Optimizer, Schedule } from "../../optim/index.ts";
import type { Loss } from "../losses.ts";
import type { Model } from "../models/index.ts";

/** Examples on the device. */
interface DeviceData {
  /** `[size, inputSize]`. */
  readonly inputs: tf.Tensor2D;
  /** `[size]`, int32. */
  readonly labels: tf.Tensor1D;
}

/** Both slices on the device; dispose with `tf.dispose`. */
export interface DeviceSplit {
  readonly train: DeviceData;
  readonly test: DeviceData;
}

/** One run of one method. */
export interface TrainingOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule | undefined;
  readonly loss: Loss;
  readonly data: DeviceSplit;
  readonly epochs: number;
  readonly batchSize: number;
  /** Decides the order of the examples. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch?: ((epoch: EpochRecord) => void) | undefined;
}

/** What one pass over the training slice gave. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean of the minibatch losses that were finite; NaN when none was. */
  readonly loss: number;
  /** Share of the test slice that is classified right at the end of the epoch; NaN if the logits are. */
  readonly accuracy: number;
}

/** Copies a split to the device, each example flattened. */
export function toDevice({ train, test }: Split): DeviceSplit {
  const copy = ({ inputs, labels, size }: Dataset): DeviceData => ({
    inputs: tf.tensor2d(inputs, [size, inputs.length / size]),
    labels: tf.tensor1d(labels, "int32"),
  });
  return { train: copy(train), test: copy(test) };
}

/**
 * Trains for a number of epochs, testing after each. Gives up after an epoch without a single finite
 * loss or with logits that are not finite: no later step could mend that.
 *
 * @returns One record an epoch; fewer than `epochs` when the run diverged.
 * @throws The signal's reason, once it is aborted.
 */
export async function train(options: TrainingOptions): Promise<readonly EpochRecord[]> {
  const { optimizer, schedule, model, data, epochs } = options;
  const records: EpochRecord[] = [];
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    if (schedule) optimizer.setLearningRate(schedule((epoch - 1) / epochs));
    const loss = await trainEpoch(options, epoch);
    optimizer.finish(); // an open bundle would leave its inner point in the model
    const record = { epoch, loss, accuracy: measureAccuracy(model, data.test) };
    records.push(record);
    options.onEpoch?.(record);
    if (isDiverged(record)) break;
  }
  return records;
}

/** Whether a run that ends with this epoch has failed. */
export function isDiverged({ loss, accuracy }: EpochRecord): boolean {
  return Number.isNaN(loss) || Number.isNaN(accuracy);
}

async function trainEpoch(options: TrainingOptions, epoch: number): Promise<number> {
  const STEPS_BETWEEN_YIELDS = 5; // about 10 ms of the smallest models, 50 ms of the largest
  const { model, optimizer, loss, data, batchSize, seed, signal } = options;
  const shuffled = shuffle(data.train, seed, epoch);
  const size = shuffled.labels.size;
  let sum = 0;
  let finite = 0;
  try {
    for (let start = 0, step = 0; start < size; start += batchSize, step += 1) {
      if (step % STEPS_BETWEEN_YIELDS === 0) {
        await setImmediate();
        signal?.throwIfAborted();
      }
      const count = Math.min(batchSize, size - start);
      const report = optimizer.step(() => {
        const inputs = tf.slice(shuffled.inputs, [start, 0], [count, -1]); // [B, inputSize]
        const labels = tf.slice(shuffled.labels, [start], [count]); // [B]
        return loss(model.forward(inputs), labels);
      });
      if (Number.isFinite(report.loss)) {
        sum += report.loss;
        finite += 1;
      }
    }
  } finally {
    tf.dispose([shuffled.inputs, shuffled.labels]);
  }
  return sum / finite;
}

/** The examples in the order of one epoch, as new tensors. */
function shuffle({ inputs, labels }: DeviceData, seed: number, epoch: number): DeviceData {
  return tf.tidy(() => {
    const order = createRandom(seed).fork(`epoch ${epoch}`).permutation(labels.size);
    const indices = tf.tensor1d(order, "int32");
    return { inputs: tf.gather(inputs, indices), labels: tf.gather(labels, indices) };
  });
}

/** Share of examples whose largest logit is the label's, or NaN if a logit is not finite. */
function measureAccuracy(model: Model, { inputs, labels }: DeviceData): number {
  return tf.tidy(() => {
    const logits = model.forward(inputs); // [size, C]
    const share = tf.equal(tf.argMax(logits, 1), labels).mean();
    return tf.where(tf.all(tf.isFinite(logits)), share, Number.NaN).dataSync()[0]!;
  });
}
