import type { GridOptions } from "../grid.ts";
import { toCount } from "./arguments.ts";

/** Options that say what a run keeps beside its record. */
export const savingOptions = {
  "save-every": { type: "string" },
  tensorboard: { type: "boolean" },
} as const;

/** Describes {@link savingOptions}. */
export const savingUsage = `\
  --save-every <n>   steps between checkpoints (default: 5 s apart or more)
  --tensorboard      write the numbers of each step for TensorBoard, under events/`;

/** What a command line says about them. */
interface Values {
  readonly "save-every"?: string | undefined;
  readonly tensorboard?: boolean | undefined;
}

/**
 * Reads what a command line says about them.
 *
 * @param name - Of the command, for messages.
 * @throws {ConfigError} If a number is not valid.
 */
export function readSaving(
  name: string,
  { "save-every": saveEvery, tensorboard }: Values,
): Pick<GridOptions, "saveEvery" | "tensorboard"> {
  return {
    saveEvery: saveEvery === undefined ? undefined : toCount(`${name}: --save-every`, saveEvery, 1),
    tensorboard,
  };
}
