import { ConfigError } from "../../core/errors.ts";
import { createLayeredCell } from "./layered-cell.ts";
import type { ArchitectureName, Cell, EmittedModel } from "./model.ts";
import { createGruCell } from "./torch-nn/gru-cell.ts";
import { createLstmCell } from "./torch-nn/lstm-cell.ts";
import { createRnnCell } from "./torch-nn/rnn-cell.ts";
import { createRecurrentGemmaCell } from "./transformers/hawk-cell.ts";
import { createMambaCell } from "./transformers/mamba-cell.ts";

/** What a cell needs to know of a model. */
export type CellModel = Pick<
  EmittedModel,
  "architecture" | "config" | "dtype" | "firstPosition" | "weights"
>;

/**
 * A fresh cell that runs a model's weights as its library does.
 *
 * @throws {ConfigError | ShapeError} If a weight or an option is absent or does not fit.
 */
export function createCell(model: CellModel): Cell {
  return creators[model.architecture](model);
}

const creators: Readonly<Record<ArchitectureName, (model: CellModel) => Cell>> = {
  linearRnn: createLayered,
  gatedLinearRnn: createLayered,
  reluRnn: ({ weights, dtype }) => createRnnCell(weights, { nonlinearity: "relu", dtype }),
  tanhRnn: ({ weights, dtype }) => createRnnCell(weights, { nonlinearity: "tanh", dtype }),
  lstm: ({ weights, dtype }) => createLstmCell(weights, { dtype }),
  gru: ({ weights, dtype }) => createGruCell(weights, { dtype }),
  mamba: (model) =>
    createMambaCell(model.weights, {
      layerNormEpsilon: readNumber(model, "layer_norm_epsilon"),
      dtype: model.dtype,
    }),
  hawk: createRecurrentGemma,
  griffin: createRecurrentGemma,
};

function createLayered({ weights, dtype }: CellModel): Cell {
  return createLayeredCell(weights, { dtype });
}

function createRecurrentGemma(model: CellModel): Cell {
  const { weights, dtype, firstPosition = 0 } = model;
  const rmsNormEpsilon = readNumber(model, "rms_norm_eps");
  return createRecurrentGemmaCell(weights, { rmsNormEpsilon, firstPosition, dtype });
}

function readNumber({ config }: CellModel, name: string): number {
  const value = config[name];
  if (typeof value === "number") return value;
  throw new ConfigError(`createCell: config.${name} must be a number, got ${typeof value}`);
}
