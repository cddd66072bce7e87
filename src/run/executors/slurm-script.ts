import { workerPath } from "../child.ts";
import type { SlurmOptions } from "./slurm.ts";

/** An array's script: a task for each line of the file of trials. */
export function slurmScript(
  options: SlurmOptions & {
    /** File with a trial a line. */
    readonly trials: string;
    readonly count: number;
    /** Takes what tasks print. */
    readonly folder: string;
  },
): string {
  const { trials, count, folder, concurrency, cpus = 1, gpus = 0, memory } = options;
  const MEBIBYTE = 2 ** 20; // what Slurm calls M
  const atATime = concurrency === undefined ? "" : `%${concurrency}`;
  return [
    "#!/bin/bash",
    "#SBATCH --job-name=triptych",
    `#SBATCH --array=0-${count - 1}${atATime}`,
    `#SBATCH --cpus-per-task=${cpus}`,
    ...(gpus > 0 ? [`#SBATCH --gres=gpu:${gpus}`] : []),
    ...(memory === undefined ? [] : [`#SBATCH --mem=${Math.ceil(memory / MEBIBYTE)}M`]),
    "#SBATCH --requeue", // after a node is lost, or when others go first: from the checkpoint
    "#SBATCH --open-mode=append",
    `#SBATCH --chdir="${process.cwd()}"`,
    `#SBATCH --output="${folder}/%A-%a.log"`,
    ...(options.options ?? []).map((option) => `#SBATCH ${option}`),
    "set -eu",
    `exec ${[process.execPath, workerPath, trials].map(quote).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    "",
  ].join("\n");
}

/** For a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
