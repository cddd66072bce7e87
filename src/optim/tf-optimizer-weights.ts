import { ConfigError, tf } from "../core/index.ts";
import type { OptimizerState, TensorState } from "./optimizer.ts";

/** A tensor of a saved optimiser, as tfjs passes it around. */
export type NamedTensor = Awaited<ReturnType<tf.Optimizer["getWeights"]>>[number];

/**
 * Writes a state as tensors named `<optimizer>/tensors/<name>` and `<optimizer>/numbers/<name>`. A
 * number is three float32 parts that add up to it exactly.
 */
export function weightsFromState({ name, numbers, tensors }: OptimizerState): NamedTensor[] {
  const numberEntries = Object.entries(numbers).map(([key, value]) => ({
    name: `${name}/numbers/${key}`,
    tensor: typeof value === "number" ? tf.tensor1d(split(value)) : splitAll(value),
  }));
  const tensorEntries = Object.entries(tensors).map(([key, { shape, values }]) => ({
    name: `${name}/tensors/${key}`,
    tensor: tf.tensor(values, [...shape], "float32"),
  }));
  return [...numberEntries, ...tensorEntries];
}

/**
 * Reads what {@link weightsFromState} wrote.
 *
 * @throws {ConfigError} If a name is not of its form.
 */
export function stateFromWeights(weights: readonly NamedTensor[]): OptimizerState {
  const numbers: Record<string, number | number[]> = {};
  const tensors: Record<string, TensorState> = {};
  let optimizer = "";
  for (const { name, tensor } of weights) {
    const [, owner, kind, key] = /^([^/]+)\/(numbers|tensors)\/(.+)$/.exec(name) ?? [];
    if (owner === undefined || key === undefined) {
      throw new ConfigError(`setWeights: names must be as getWeights gives them, got "${name}"`);
    }
    optimizer = owner;
    const values = Float32Array.from(tensor.dataSync());
    if (kind === "tensors") tensors[key] = { shape: [...tensor.shape], values };
    else numbers[key] = tensor.rank === 1 ? join(values) : joinAll(values);
  }
  return { name: optimizer, numbers, tensors };
}

const PARTS = 3; // 3 x 24 bits hold the 53 of a float64

function split(value: number): number[] {
  if (!Number.isFinite(value)) return [value, 0, 0];
  const first = Math.fround(value);
  const second = Math.fround(value - first);
  return [first, second, value - first - second];
}

function splitAll(values: readonly number[]): tf.Tensor2D {
  return tf.tensor2d(values.flatMap(split), [values.length, PARTS]);
}

function join(parts: Float32Array): number {
  return parts.reduceRight((sum, part) => sum + part, 0);
}

function joinAll(values: Float32Array): number[] {
  return Array.from({ length: values.length / PARTS }, (_, i) =>
    join(values.subarray(i * PARTS, (i + 1) * PARTS)),
  );
}
