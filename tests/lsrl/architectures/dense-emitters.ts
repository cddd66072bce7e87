import { emitGatedLinearRnn, emitLinearRnn } from "../../../src/lsrl/architectures/layered-rnn.ts";
import type { EmittedModel, ModelDtype } from "../../../src/lsrl/architectures/model.ts";
import { emitGru } from "../../../src/lsrl/architectures/torch-nn/gru.ts";
import { emitLstm } from "../../../src/lsrl/architectures/torch-nn/lstm.ts";
import { emitReluRnn } from "../../../src/lsrl/architectures/torch-nn/relu-rnn.ts";
import { emitTanhRnn } from "../../../src/lsrl/architectures/torch-nn/tanh-rnn.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";

/** Options that the emitters without a residual stream share. */
interface DenseOptions {
  readonly dtype?: ModelDtype;
  readonly products?: "exact" | "binary";
}

/** An emitter without a residual stream. */
export interface DenseEmitter {
  readonly name: string;
  readonly emit: (network: Network, options?: DenseOptions) => EmittedModel;
  /** What it can multiply; `bits`: if the first factor is 0 or 1. */
  readonly products: "none" | "bits" | "all";
}

export const denseEmitters: readonly DenseEmitter[] = [
  {
    name: "emitLinearRnn",
    products: "none",
    emit: (network, { dtype = "float64" } = {}) => emitLinearRnn(network, { dtype }),
  },
  {
    name: "emitGatedLinearRnn",
    products: "all",
    emit: (network, { dtype = "float64" } = {}) => emitGatedLinearRnn(network, { dtype }),
  },
  { name: "emitReluRnn", products: "bits", emit: emitReluRnn },
  { name: "emitTanhRnn", products: "bits", emit: emitTanhRnn },
  { name: "emitLstm", products: "bits", emit: emitLstm },
  { name: "emitGru", products: "bits", emit: emitGru },
];
