import { ConfigError } from "../core/index.ts";
import type { FocusExample, FocusTask } from "./task.ts";

/** An example whose spurious value and that value's answer are known. */
export interface CuedExample extends FocusExample {
  /** `s`. */
  readonly spurious: string;
  /** `y_s`, always by the training map, or for an unseen value by its own label. */
  readonly spuriousLabel: string;
}

/**
 * Puts a spurious value into an example.
 *
 * @param seed - Integer; with the example's id it decides where in the text the value goes.
 * @throws {ConfigError} If the task brings its values with the data, or has no such value.
 */
export function injectCue(
  task: FocusTask,
  example: FocusExample,
  value: string,
  seed: number,
): CuedExample {
  if (task.inject === undefined) {
    throw new ConfigError(
      `injectCue: the task must inject its feature, got "${task.name}", whose data bring it`,
    );
  }
  const spuriousLabel = labelOfValue(task, value);
  return { ...task.inject(example, value, seed), spurious: value, spuriousLabel };
}

/**
 * Completes an example whose spurious value came with the data.
 *
 * @throws {ConfigError} If the example has no value, or one that the task does not know.
 */
export function readCue(task: FocusTask, example: FocusExample): CuedExample {
  const { spurious } = example;
  if (spurious === undefined) {
    throw new ConfigError(
      `readCue: an example must have a spurious value, got none in "${example.id}"`,
    );
  }
  const spuriousLabel = example.spuriousLabel ?? labelOfValue(task, spurious);
  return { ...example, spurious, spuriousLabel };
}

function labelOfValue({ name, spurious }: FocusTask, value: string): string {
  const label = spurious.labelOf[value] ?? spurious.unseenLabelOf[value];
  if (label !== undefined) return label;
  const known = [...Object.keys(spurious.labelOf), ...Object.keys(spurious.unseenLabelOf)];
  throw new ConfigError(
    `${name}: a value of ${spurious.name} must be one of ${known.join(", ")}, got "${value}"`,
  );
}
