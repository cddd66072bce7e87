import { type Print, reportErrors } from "./cli/events.ts";
import { type SweepProgram, sweepCommand } from "./cli/sweep-command.ts";

/** A script that runs grids of one kind of run. */
export type ScriptName = "borat" | "fit";

const programs: Readonly<Record<ScriptName, SweepProgram>> = {
  borat: { name: "borat", command: "node scripts/borat.mjs", experiment: "cell" },
  fit: {
    name: "fit",
    command: "node scripts/fit.mjs",
    experiment: "focus",
    hasModel: true,
  },
};

/**
 * Runs the command line of `scripts/borat.mjs` or `scripts/fit.mjs`; see its usage.
 *
 * @param print - Takes each line.
 * @returns Exit code: 0, 1 if a cell failed, 2 if nothing could be run.
 * @throws The signal's reason, once it is aborted.
 */
export async function runCommand(
  script: ScriptName,
  args: readonly string[],
  print: Print,
  signal?: AbortSignal,
): Promise<number> {
  const program = programs[script];
  return await reportErrors(print, async () => await sweepCommand(program, args, print, signal));
}
