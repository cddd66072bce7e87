import { ConfigError } from "../../core/index.ts";
import type { Dataset, InputValues } from "../../data/index.ts";
import {
  conv1dNet,
  convNet,
  denseNetBC,
  type ImageShape,
  type Model,
  mlp,
  resNet18,
  wideResNet,
} from "../models/index.ts";
import type { Cell } from "./cell.ts";

/** Examples a model is made for. */
type Examples = Pick<Dataset<InputValues>, "name" | "inputShape" | "numClasses">;

/**
 * Makes the model of a run; equal seeds give equal weights, whatever the method.
 *
 * @throws {ConfigError} If the model does not take such examples, or a size is out of range.
 */
export function createCellModel(
  { model, seed }: Pick<Cell, "model" | "seed">,
  of: Examples,
): Model {
  const { numClasses } = of;
  switch (model.name) {
    case "mlp": {
      const { name: _, ...options } = model;
      return mlp({ inputSize: sizeOf(of), numClasses, seed, ...options });
    }
    case "conv": {
      const { name: _, ...options } = model;
      return convNet({ imageShape: imageShapeOf(model.name, of), numClasses, seed, ...options });
    }
    case "conv1d":
      requireRank(model.name, of, 1, "signals");
      return conv1dNet({ inputSize: sizeOf(of), numClasses, seed });
    case "wide-resnet": {
      const { name: _, ...options } = model;
      return wideResNet({ imageShape: imageShapeOf(model.name, of), numClasses, seed, ...options });
    }
    case "densenet-bc": {
      const { name: _, ...options } = model;
      return denseNetBC({ imageShape: imageShapeOf(model.name, of), numClasses, seed, ...options });
    }
    case "resnet-18": {
      const { name: _, ...options } = model;
      return resNet18({ imageShape: imageShapeOf(model.name, of), numClasses, seed, ...options });
    }
  }
}

function sizeOf({ inputShape }: Examples): number {
  return inputShape.reduce((product, side) => product * side, 1);
}

function imageShapeOf(model: string, examples: Examples): ImageShape {
  const [height, width, channels = 1] = examples.inputShape;
  if (height !== undefined && width !== undefined) return [height, width, channels];
  return requireRank(model, examples, 2, "images");
}

function requireRank(model: string, { name, inputShape }: Examples, rank: 1, kind: string): void;
function requireRank(model: string, { name, inputShape }: Examples, rank: 2, kind: string): never;
function requireRank(
  model: string,
  { name, inputShape }: Examples,
  rank: number,
  kind: string,
): void {
  if (inputShape.length === rank) return;
  throw new ConfigError(
    `runCell: model ${model} takes ${kind}, got ${name} with examples [${inputShape.join(", ")}]. Use mlp.`,
  );
}
