import { ConfigError, requireInRange } from "../core/index.ts";

/** Learning rate at a point of the training, in the unit of the schedule's milestones. */
export type Schedule = (progress: number) => number;

/** Options of {@link stepSchedule}. */
export interface StepScheduleOptions {
  /** Where the rate drops, increasing: step numbers, epochs, or fractions of the training. */
  readonly milestones: readonly number[];
  /** What each milestone multiplies the rate by, > 0. */
  readonly factor: number;
}

/**
 * A rate that drops at milestones: `learningRate * factor^(milestones <= progress)`.
 *
 * @param learningRate - Rate before the first milestone, > 0.
 * @throws {ConfigError} If a number is out of range or the milestones do not increase.
 * @example
 * const rate = stepSchedule(0.1, { milestones: [0.3, 0.6, 0.8], factor: 0.2 });
 * optimizer.setLearningRate(rate(epoch / epochs));
 */
export function stepSchedule(
  learningRate: number,
  { milestones, factor }: StepScheduleOptions,
): Schedule {
  requireInRange("stepSchedule: learningRate", learningRate, { above: 0 });
  requireInRange("stepSchedule: factor", factor, { above: 0 });
  if (milestones.some((milestone, i) => i > 0 && !(milestone > milestones[i - 1]!))) {
    throw new ConfigError(`stepSchedule: milestones must increase, got [${milestones.join(", ")}]`);
  }
  return (progress) =>
    learningRate * factor ** milestones.filter((milestone) => milestone <= progress).length;
}
