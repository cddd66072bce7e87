import { requireKnownName, type tf } from "../core/index.ts";
import { type AdagradOptions, adagrad } from "./adagrad.ts";
import { type AdamOptions, adam, adamw, amsgrad } from "./adam.ts";
import { type AligOptions, alig } from "./alig.ts";
import { type BpgradOptions, bpgrad } from "./bpgrad.ts";
import { type DadaptAdamOptions, dadaptAdam } from "./dadapt-adam.ts";
import { type DadaptSgdOptions, dadaptSgd } from "./dadapt-sgd.ts";
import { type DfwOptions, dfw } from "./dfw.ts";
import { type DogOptions, dog, ldog } from "./dog.ts";
import { type L4AdamOptions, type L4MomOptions, l4Adam, l4Mom } from "./l4.ts";
import type { Optimizer } from "./optimizer.ts";
import { type ProdigyOptions, prodigy } from "./prodigy.ts";
import {
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeSgdOptions,
  scheduleFreeAdamw,
  scheduleFreeSgd,
} from "./schedule-free.ts";
import { type SgdOptions, sgd } from "./sgd.ts";
import { type SlsOptions, sls } from "./sls.ts";
import { type SpsOptions, sps } from "./sps.ts";
import { type YogiOptions, yogi } from "./yogi.ts";

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
  readonly yogi: YogiOptions;
  readonly sps: SpsOptions;
  readonly sls: SlsOptions;
  readonly l4adam: L4AdamOptions;
  readonly l4mom: L4MomOptions;
  readonly bpgrad: BpgradOptions;
  readonly dfw: DfwOptions;
  readonly prodigy: ProdigyOptions;
  readonly dog: DogOptions;
  readonly ldog: DogOptions;
  readonly "dadapt-adam": DadaptAdamOptions;
  readonly "dadapt-sgd": DadaptSgdOptions;
  readonly "schedule-free-adamw": ScheduleFreeAdamwOptions;
  readonly "schedule-free-sgd": ScheduleFreeSgdOptions;
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
  yogi,
  sps,
  sls,
  l4adam: l4Adam,
  l4mom: l4Mom,
  bpgrad,
  dfw,
  prodigy,
  dog,
  ldog,
  "dadapt-adam": dadaptAdam,
  "dadapt-sgd": dadaptSgd,
  "schedule-free-adamw": scheduleFreeAdamw,
  "schedule-free-sgd": scheduleFreeSgd,
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
