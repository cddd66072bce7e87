import type { Program } from "../../language/index.ts";
import type { Network } from "../../network/index.ts";
import { emitStages } from "./emit-stages.ts";
import { type ScheduleOptions, scalarise } from "./scalarise.ts";
import { schedule } from "./schedule.ts";

export type { ScheduleOptions } from "./scalarise.ts";

/**
 * Compiles a program by scheduling its scalars: to affine forms over units, to an order of stages,
 * to weights. Our own method; the time is about linear in the size of the forms.
 */
export function compileScheduled(
  program: Program,
  { horizon = Number.POSITIVE_INFINITY, guard = true }: ScheduleOptions = {},
): Network {
  const { graph, outputs } = scalarise(program, { horizon, guard });
  return emitStages(graph, schedule(graph, outputs), outputs, program.input.bounds);
}
