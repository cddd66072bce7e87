import { type Print, reportErrors } from "./events.ts";
import { runExperiment } from "./run-command.ts";
import { runsCommand, showCommand } from "./runs-command.ts";
import { sweepCommand } from "./sweep-command.ts";

/** A command of `triptych` that is about runs. */
export type RunCommandName = "run" | "sweep" | "runs" | "show";

/**
 * Runs a command of `triptych` that is about runs; each tells its usage with `--help`.
 *
 * @param print - Takes each line.
 * @returns Exit code: 0, 1 if a run failed, 2 if nothing could be done.
 * @throws The signal's reason, once it is aborted.
 */
export async function runCommand(
  command: RunCommandName,
  args: readonly string[],
  print: Print,
  signal?: AbortSignal,
): Promise<number> {
  return await reportErrors(print, async () => {
    if (command === "run") return await runExperiment(args, print, signal);
    if (command === "sweep") return await sweepCommand(args, print, signal);
    return command === "runs" ? await runsCommand(args, print) : await showCommand(args, print);
  });
}
