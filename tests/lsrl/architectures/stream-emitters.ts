import type { EmittedModel, ModelDtype } from "../../../src/lsrl/architectures/model.ts";
import { emitGriffin } from "../../../src/lsrl/architectures/transformers/griffin.ts";
import { emitHawk } from "../../../src/lsrl/architectures/transformers/hawk.ts";
import { emitMamba } from "../../../src/lsrl/architectures/transformers/mamba.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";

/** Options that all emitters with a residual stream share. */
interface StreamOptions {
  readonly maxLength?: number;
  readonly dtype?: ModelDtype;
}

/** The emitters with a residual stream. */
export interface StreamEmitter {
  readonly name: string;
  readonly emit: (network: Network, options?: StreamOptions) => EmittedModel;
}

export const streamEmitters: readonly StreamEmitter[] = [
  { name: "emitMamba", emit: emitMamba },
  {
    name: "emitHawk, mode fir",
    emit: (network, options) => emitHawk(network, { ...options, mode: "fir" }),
  },
  {
    name: "emitHawk, mode lru",
    emit: (network, options) => emitHawk(network, { ...options, mode: "lru" }),
  },
  {
    name: "emitGriffin, mode fir",
    emit: (network, options) => emitGriffin(network, { ...options, mode: "fir" }),
  },
  {
    name: "emitGriffin, mode lru",
    emit: (network, options) => emitGriffin(network, { ...options, mode: "lru" }),
  },
];
