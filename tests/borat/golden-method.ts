import type { tf } from "../../src/core/index.ts";
import type { Optimizer, Schedule } from "../../src/optim/index.ts";

/** An optimiser set up as a golden case says, and its learning rate by call number. */
interface GoldenMethod {
  readonly optimizer: Optimizer;
  readonly schedule?: Schedule | undefined;
}

/** Sets an optimiser up; throws on a setting it does not know. */
export type Build = (variables: readonly tf.Variable[], hyper: unknown) => GoldenMethod;
