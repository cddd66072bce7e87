import type { Network } from "../../network/index.ts";
import type { EmittedModel } from "../model.ts";
import { emitRecurrentGemma, type RecurrentGemmaOptions } from "./recurrent-gemma.ts";

/**
 * Writes a network as a Griffin: like `emitHawk`, with an attention block after every two recurrent
 * ones, as in the paper. Attention adds exactly 0 (`o_proj` is 0); its layers' MLPs are used.
 *
 * @throws {CompileError} If a state needs a horizon and there is none, or a weight overflows.
 * @throws {ConfigError} If an option is outside its range.
 * @see De et al. 2024 (Griffin), section 2 and appendix.
 */
export function emitGriffin(network: Network, options: RecurrentGemmaOptions = {}): EmittedModel {
  const kind = {
    architecture: "griffin",
    emitter: "emitGriffin",
    pattern: ["recurrent", "recurrent", "attention"],
  } as const;
  return emitRecurrentGemma(network, kind, options);
}
