export { architectureNames, type EmitOptions, emit } from "./emit.ts";
export { createLayeredCell, type LayeredCellOptions } from "./layered-cell.ts";
export type { LayeredRnnOptions } from "./layered-rnn.ts";
export type {
  ArchitectureName,
  Cell,
  EmittedModel,
  Guarantee,
  ModelDtype,
  StateDict,
  WeightTensor,
} from "./model.ts";
export { fromSafetensors, toSafetensors } from "./model-file.ts";
export { createGruCell } from "./torch-nn/gru-cell.ts";
export { createLstmCell, type LstmCell, type LstmCellOptions } from "./torch-nn/lstm-cell.ts";
export type { ProductMode } from "./torch-nn/network-steps.ts";
export type { ProductOptions } from "./torch-nn/product-options.ts";
export type { TorchCell, TorchCellOptions } from "./torch-nn/recurrent-weights.ts";
export type { ReluRnnOptions } from "./torch-nn/relu-rnn.ts";
export { createRnnCell, type RnnCellOptions } from "./torch-nn/rnn-cell.ts";
export {
  createRecurrentGemmaCell,
  type RecurrentGemmaCellOptions,
} from "./transformers/hawk-cell.ts";
export type { MambaOptions } from "./transformers/mamba.ts";
export { createMambaCell, type MambaCellOptions } from "./transformers/mamba-cell.ts";
export type { RecurrentGemmaOptions } from "./transformers/recurrent-gemma.ts";
