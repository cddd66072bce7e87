import { requireKnownName } from "../../core/names.ts";
import type { Network } from "../network/index.ts";
import { emitGatedLinearRnn, emitLinearRnn, type LayeredRnnOptions } from "./layered-rnn.ts";
import type { ArchitectureName, EmittedModel } from "./model.ts";
import { emitGru } from "./torch-nn/gru.ts";
import { emitLstm } from "./torch-nn/lstm.ts";
import type { ProductOptions } from "./torch-nn/product-options.ts";
import { emitReluRnn, type ReluRnnOptions } from "./torch-nn/relu-rnn.ts";
import { emitTanhRnn } from "./torch-nn/tanh-rnn.ts";
import { emitGriffin } from "./transformers/griffin.ts";
import { emitHawk } from "./transformers/hawk.ts";
import { emitMamba, type MambaOptions } from "./transformers/mamba.ts";
import type { RecurrentGemmaOptions } from "./transformers/recurrent-gemma.ts";

/** Options of each architecture. */
interface ArchitectureOptions {
  readonly linearRnn: LayeredRnnOptions;
  readonly gatedLinearRnn: LayeredRnnOptions;
  readonly reluRnn: ReluRnnOptions;
  readonly tanhRnn: ProductOptions;
  readonly lstm: ProductOptions;
  readonly gru: ProductOptions;
  readonly mamba: MambaOptions;
  readonly hawk: RecurrentGemmaOptions;
  readonly griffin: RecurrentGemmaOptions;
}

/** The architecture, and what its own emitter takes. */
export type EmitOptions<A extends ArchitectureName = ArchitectureName> = ArchitectureOptions[A] & {
  readonly architecture: A;
};

type Emitters = {
  readonly [A in ArchitectureName]: (
    network: Network,
    options: ArchitectureOptions[A],
  ) => EmittedModel;
};

const emitters: Emitters = {
  linearRnn: emitLinearRnn,
  gatedLinearRnn: emitGatedLinearRnn,
  reluRnn: emitReluRnn,
  tanhRnn: emitTanhRnn,
  lstm: emitLstm,
  gru: emitGru,
  mamba: emitMamba,
  hawk: emitHawk,
  griffin: emitGriffin,
};

/** All architectures that a network can be written as. */
export const architectureNames: readonly ArchitectureName[] = [
  "linearRnn",
  "gatedLinearRnn",
  "reluRnn",
  "tanhRnn",
  "lstm",
  "gru",
  "mamba",
  "hawk",
  "griffin",
];

/**
 * Writes a compiled network as weights of a known architecture.
 *
 * @throws {ConfigError} If there is no such architecture, or an option is not allowed.
 * @throws {CompileError} If the architecture can not compute a stage; the message says what to do.
 * @see Petrov et al. 2024 (LSRL), section 5 and appendices C to E; the constructions are ours but where
 * an emitter says otherwise.
 * @example
 * const model = emit(compile(program), { architecture: "lstm", products: "binary" });
 * model.run(sequence); // as the network does
 * writeFileSync("lstm.safetensors", toSafetensors(model));
 */
export function emit<A extends ArchitectureName>(
  network: Network,
  options: EmitOptions<A>,
): EmittedModel {
  const { architecture } = options;
  requireKnownName("emit: architecture", architecture, architectureNames);
  return emitters[architecture](network, options);
}
