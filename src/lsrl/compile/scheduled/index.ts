import type { Program } from "../../language/index.ts";
import type { Network } from "../../network/index.ts";
import { emitStages } from "./emit-stages.ts";
import { scalarise } from "./scalarise.ts";
import { schedule } from "./schedule.ts";

/** How the scheduled compiler works. */
export interface ScheduleOptions {
  /**
   * Greatest length of a sequence. It bounds states that grow with every token; longer sequences
   * may then give wrong results. Default: none.
   */
  readonly horizon?: number;
}

/**
 * Compiles a program by scheduling its scalars: to affine forms over units, to an order of stages,
 * to weights. Our own method; the time is about linear in the size of the forms.
 */
export function compileScheduled(
  program: Program,
  { horizon = Number.POSITIVE_INFINITY }: ScheduleOptions = {},
): Network {
  const { graph, outputs } = scalarise(program, horizon);
  return emitStages(graph, schedule(graph, outputs), outputs, program.input.bounds);
}
