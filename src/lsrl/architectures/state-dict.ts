import { ConfigError, ShapeError } from "../../core/errors.ts";
import { nearestName } from "../../core/names.ts";
import type { StateDict, WeightTensor } from "./model.ts";

/**
 * Reads one array of a state dict.
 *
 * @param shape - What it must be; letters stand for any size.
 * @throws {ConfigError} If there is no such name.
 * @throws {ShapeError} If the shape is another.
 */
export function readTensor(
  weights: StateDict,
  name: string,
  shape: readonly (number | string)[],
): WeightTensor {
  const tensor = findTensor(weights, name, shape);
  if (tensor !== undefined) return tensor;
  const nearest = nearestName(name, Object.keys(weights));
  const suggestion = nearest === undefined ? "" : ` The nearest name is "${nearest}".`;
  throw new ConfigError(`readTensor: weights must hold "${name}", got none.${suggestion}`);
}

/** Like {@link readTensor}, but absence is allowed. */
export function findTensor(
  weights: StateDict,
  name: string,
  shape: readonly (number | string)[],
): WeightTensor | undefined {
  const tensor = weights[name];
  if (tensor === undefined) return undefined;
  const fits =
    tensor.shape.length === shape.length &&
    shape.every((size, axis) => typeof size === "string" || size === tensor.shape[axis]);
  const numEntries = tensor.shape.reduce((product, size) => product * size, 1);
  if (fits && tensor.data.length === numEntries) return tensor;
  throw new ShapeError(`readTensor: ${name}`, { expected: shape, actual: tensor.shape });
}

/** How many layers have weights: one more than the greatest `n` of a name `layers.n.*`. */
export function countLayers(weights: StateDict): number {
  const indices = Object.keys(weights).map((name) =>
    Number(/^layers\.(\d+)\./.exec(name)?.[1] ?? -1),
  );
  return Math.max(-1, ...indices) + 1;
}
