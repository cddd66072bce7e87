import { openEventFile } from "./engine.ts";

/**
 * Opens a folder that TensorBoard reads: `tensorboard --logdir <folder>`.
 *
 * @returns Writes numbers of one step, each under its name.
 * @throws {EngineError} Without native TensorFlow.
 */
export function createEventWriter(
  folder: string,
): (step: number, metrics: Readonly<Record<string, number>>) => void {
  const file = openEventFile(folder);
  return (step, metrics) => {
    for (const [name, value] of Object.entries(metrics)) file.scalar(name, value, step);
    file.flush(); // whoever watches, sees it; a process that is killed has written it
  };
}
