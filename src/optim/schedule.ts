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

/** Options of {@link warmupSchedule}. */
export interface WarmupScheduleOptions {
  /** Steps in all, >= 1. */
  readonly numSteps: number;
  /** First steps, over which the rate grows to the full one in equal parts; >= 0. */
  readonly warmupSteps: number;
  /** How it falls afterwards: in a straight line or along half a cosine. */
  readonly decay: "linear" | "cosine";
  /** What is left of the rate at the last step, in `[0, 1]`. Default 0. */
  readonly finalShare?: number;
}

/**
 * A rate that grows from near zero and falls to a share of its top; progress is the step, from 0.
 *
 * @param learningRate - Highest rate, > 0.
 * @throws {ConfigError} If a number is out of range.
 */
export function warmupSchedule(
  learningRate: number,
  { numSteps, warmupSteps, decay, finalShare = 0 }: WarmupScheduleOptions,
): Schedule {
  requireInRange("warmupSchedule: learningRate", learningRate, { above: 0 });
  requireInRange("warmupSchedule: numSteps", numSteps, { min: 1, integer: true });
  requireInRange("warmupSchedule: warmupSteps", warmupSteps, {
    min: 0,
    max: numSteps,
    integer: true,
  });
  requireInRange("warmupSchedule: finalShare", finalShare, { min: 0, max: 1 });
  return (step) => {
    if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
    const way = Math.min(1, (step - warmupSteps) / Math.max(1, numSteps - 1 - warmupSteps));
    const left = decay === "linear" ? 1 - way : (1 + Math.cos(Math.PI * way)) / 2;
    return learningRate * (finalShare + (1 - finalShare) * left);
  };
}
