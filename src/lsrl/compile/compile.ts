import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import type { Program } from "../language/index.ts";
import type { Network } from "../network/index.ts";
import { rewrite } from "./rewrite/index.ts";
import { compileScheduled, type ScheduleOptions } from "./scheduled/index.ts";

/** The two ways to a network. */
export type Strategy = "scheduled" | "rewrite";

/** How {@link compile} works. */
export interface CompileOptions extends ScheduleOptions {
  /**
   * `scheduled` is ours: small networks, fast. `rewrite` is the paper's: it turns the program into a
   * path step by step, and makes wider networks. Default: `"scheduled"`.
   */
  readonly strategy?: Strategy;
}

/**
 * Compiles a program to a fully recurrent network: a list of stages that computes what the program does.
 *
 * @throws {ConfigError} If an option is not allowed.
 * @throws {CompileError} If the program can not be built.
 * @see Petrov et al. 2024 (LSRL), sections 3 and 4.
 * @example
 * const network = compile(forEach(larger(ones, zeros)));
 * network.run([1, 0, 1]);
 */
export function compile(
  program: Program,
  { strategy = "scheduled", horizon, guard = true }: CompileOptions = {},
): Network {
  if (horizon !== undefined) {
    requireInRange("compile: horizon", horizon, { min: 1, integer: true });
  }
  const strategies: readonly Strategy[] = ["scheduled", "rewrite"];
  return requireKnownName("compile: strategy", strategy, strategies) === "scheduled"
    ? compileScheduled(program, { guard, ...(horizon !== undefined && { horizon }) })
    : rewrite(program, { guard }).network;
}
