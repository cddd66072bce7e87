import { requireKnownName, type tf } from "../core/index.ts";
import { type AdagradOptions, adagrad } from "./adagrad.ts";
import { type AdamOptions, adam, adamw, amsgrad } from "./adam.ts";
import { type AligOptions, alig } from "./alig.ts";
import type { Optimizer } from "./optimizer.ts";
import { type SgdOptions, sgd } from "./sgd.ts";

/** Makes an optimiser over variables. */
export type OptimizerFactory<Options> = (
  variables: readonly tf.Variable[],
  options?: Options,
) => Optimizer;

/** Options of each optimiser, by its name. */
export interface OptimizerOptions {
  readonly sgd: SgdOptions;
  readonly adam: AdamOptions;
  readonly adamw: AdamOptions;
  readonly amsgrad: AdamOptions;
  readonly adagrad: AdagradOptions;
  readonly alig: AligOptions;
}

/** Name of a published baseline. */
export type OptimizerName = keyof OptimizerOptions;

const factories: { readonly [Name in OptimizerName]: OptimizerFactory<OptimizerOptions[Name]> } = {
  sgd,
  adam,
  adamw,
  amsgrad,
  adagrad,
  alig,
};

/** Names {@link createOptimizer} knows. */
export const optimizerNames: readonly OptimizerName[] = Object.keys(factories).map(
  (name) => name as OptimizerName,
);

/**
 * Makes an optimiser by name.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones and suggests the nearest.
 */
export function createOptimizer<Name extends OptimizerName>(
  name: Name,
  variables: readonly tf.Variable[],
  options?: OptimizerOptions[Name],
): Optimizer {
  requireKnownName("createOptimizer: name", name, optimizerNames);
  return factories[name](variables, options);
}
