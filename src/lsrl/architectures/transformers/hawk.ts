import type { Network } from "../../network/index.ts";
import type { EmittedModel } from "../model.ts";
import { emitRecurrentGemma, type RecurrentGemmaOptions } from "./recurrent-gemma.ts";

/**
 * Writes a network as a Hawk: a `transformers.RecurrentGemmaModel` of recurrent blocks only; our
 * construction.
 *
 * States go into the recurrent blocks, by the convolution or the recurrence (option `mode`); a ReLU is
 * `gelu(K z) / K` in an MLP, with a large `K`, and a product its gate times its value.
 *
 * @throws {CompileError} If a state needs a horizon and there is none, or a weight overflows.
 * @throws {ConfigError} If an option is outside its range.
 * @see De et al. 2024 (Griffin), section 2. Petrov et al. 2024, appendix E, uses ReLUs for all gates,
 * drops norms and residuals, and a convolution with full matrices: that is no Hawk that a library runs.
 */
export function emitHawk(network: Network, options: RecurrentGemmaOptions = {}): EmittedModel {
  const kind = { architecture: "hawk", emitter: "emitHawk", pattern: ["recurrent"] } as const;
  return emitRecurrentGemma(network, kind, options);
}
