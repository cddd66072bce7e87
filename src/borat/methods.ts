import { requireKnownName, type tf } from "../core/index.ts";
import {
  createOptimizer,
  type Optimizer,
  type OptimizerOptions,
  optimizerNames,
} from "../optim/index.ts";
import { borat } from "./optimizer.ts";
import type { BoratOptions } from "./optimizer-options.ts";

/** Options of each method of the paper's comparisons, by its name. */
export interface MethodOptions extends OptimizerOptions {
  readonly borat: BoratOptions;
}

/** Name of a method the experiments can run. */
export type MethodName = keyof MethodOptions;

/** Names {@link createMethod} knows. */
export const methodNames: readonly MethodName[] = [...optimizerNames, "borat"];

/**
 * Makes any method of the paper's comparisons by name: BORAT, or a published baseline.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones and suggests the nearest.
 */
export function createMethod<Name extends MethodName>(
  name: Name,
  variables: readonly tf.Variable[],
  options?: MethodOptions[Name],
): Optimizer {
  const known: MethodName = requireKnownName("createMethod: name", name, methodNames);
  return known === "borat" ? borat(variables, options) : createOptimizer(known, variables, options);
}
