import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { type Optimizer, type Schedule, stepSchedule } from "../../optim/index.ts";
import { createMethod, type MethodName, type MethodOptions } from "../methods.ts";
import type { Model } from "../models/index.ts";
import type { Cell } from "./cell.ts";

const number = z.number().exactOptional();
const flag = z.boolean().exactOptional();
const betas = z.tuple([z.number(), z.number()]).readonly().exactOptional();

const adam = z.strictObject({ betas, epsilon: number, weightDecay: number });
const momentumAndDecay = z.strictObject({ momentum: number, weightDecay: number });
const distanceOverGradients = z.strictObject({ initialMovement: number, averagingPower: number });

/** What a run may set of each method besides the step size and `maxNorm`; the method checks the ranges. */
const optionSchemas: { readonly [Name in MethodName]: z.ZodType<MethodOptions[Name]> } = {
  sgd: z.strictObject({ momentum: number, nesterov: flag, weightDecay: number }),
  adam,
  adamw: adam,
  amsgrad: adam,
  adagrad: z.strictObject({ epsilon: number }),
  alig: z.strictObject({ momentum: number, adjustedMomentum: flag, epsilon: number }),
  yogi: z.strictObject({ betas, epsilon: number }),
  sps: z.strictObject({ scale: number, growth: number, lowerBound: number }),
  sls: z.strictObject({
    search: z.enum(["armijo", "goldstein"]).exactOptional(),
    sufficientDecrease: number,
    growth: number,
  }),
  l4adam: z.strictObject({ betas, epsilon: number }),
  l4mom: z.strictObject({ beta: number }),
  bpgrad: momentumAndDecay,
  dfw: momentumAndDecay,
  prodigy: z.strictObject({
    distanceFactor: number,
    initialDistance: number,
    growthRate: number,
    betas,
    epsilon: number,
    weightDecay: number,
    biasCorrection: flag,
    safeguardWarmup: flag,
  }),
  dog: distanceOverGradients,
  ldog: distanceOverGradients,
  "dadapt-adam": z.strictObject({
    initialDistance: number,
    growthRate: number,
    betas,
    epsilon: number,
  }),
  "dadapt-sgd": z.strictObject({ initialDistance: number, growthRate: number, momentum: number }),
  "schedule-free-adamw": z.strictObject({
    betas,
    epsilon: number,
    weightDecay: number,
    warmupSteps: number,
  }),
  "schedule-free-sgd": z.strictObject({
    momentum: number,
    weightDecay: number,
    warmupSteps: number,
  }),
  borat: z.strictObject({
    bundleSize: number,
    momentum: number,
    lowerBound: number,
    batchMode: z.enum(["different", "same"]).exactOptional(),
    innerStep: z.enum(["dual", "gradient"]).exactOptional(),
    dual: z.enum(["exact", "reference", "closed-form"]).exactOptional(),
  }),
};

/** What of a run concerns its method. */
type MethodChoice = Pick<Cell, "method" | "options" | "eta" | "maxNorm">;

/**
 * Makes the optimiser of a run over a model; a minibatch that is not finite is skipped.
 *
 * @throws {ConfigError} On an option that the method does not have, or that is out of range.
 */
export function createCellMethod(
  { method, options, eta, maxNorm }: MethodChoice,
  { variables, statistics }: Pick<Model, "variables" | "statistics">,
): Optimizer {
  const parsed = optionSchemas[method].safeParse(options);
  if (!parsed.success) {
    throw new ConfigError(`runCell: options of ${method}\n${z.prettifyError(parsed.error)}`);
  }
  const common = { nonFinite: "skip", statistics, maxNorm } as const; // to diverge is a result
  const stepSize = eta === undefined ? {} : nameStepSize(method, eta);
  return createMethod(method, variables, { ...parsed.data, ...common, ...stepSize });
}

/**
 * The step size of each epoch, if it changes.
 *
 * @returns Takes a fraction of the training.
 * @throws {ConfigError} If there is a schedule and no step size that it could change.
 */
export function createCellSchedule({
  schedule,
  eta,
}: Pick<Cell, "schedule" | "eta">): Schedule | undefined {
  if (schedule === undefined) return undefined;
  if (eta !== undefined) return stepSchedule(eta, schedule);
  throw new ConfigError("runCell: eta is required with a schedule, got none");
}

function nameStepSize(method: MethodName, eta: number) {
  return method === "borat" ? { eta } : { learningRate: eta };
}
