import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { datasetNames, imageDatasetNames } from "../../data/index.ts";
import { methodNames } from "../methods.ts";

const positiveInteger = z.int().positive();
const share = z.number().min(0).lt(1);

const modelSchema = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("mlp"),
    hidden: z.array(positiveInteger).readonly().exactOptional(),
    batchNorm: z.boolean().exactOptional(),
  }),
  z.strictObject({
    name: z.literal("conv"),
    channels: z.array(positiveInteger).readonly().exactOptional(),
  }),
  z.strictObject({ name: z.literal("conv1d") }),
  z.strictObject({
    name: z.literal("wide-resnet"),
    depth: positiveInteger,
    width: positiveInteger,
    dropout: share.exactOptional(),
  }),
  z.strictObject({
    name: z.literal("densenet-bc"),
    depth: positiveInteger,
    growth: positiveInteger,
  }),
  z.strictObject({
    name: z.literal("resnet-18"),
    stem: z.enum(["cifar", "imagenet"]).exactOptional(),
  }),
]);

/** One training run: everything that decides its numbers. The unit of every experiment. */
export const cellSchema = z.strictObject({
  dataset: z.enum([...datasetNames, ...imageDatasetNames]),
  /** Examples to train on: by default the data set's own training part. */
  train: positiveInteger.optional(),
  /** Examples held out for choosing the epoch that is tested; none by default. */
  validation: positiveInteger.optional(),
  /** Examples to test on; by default all that are left. */
  test: positiveInteger.optional(),
  /** Random crops and flips of the training images. */
  augment: z.boolean().default(false),
  model: modelSchema,
  loss: z.enum(["cross-entropy", "hinge", "smoothed-hinge"]).default("cross-entropy"),
  /** The training method, and its options besides the common ones below. */
  method: z.enum(methodNames),
  options: z.record(z.string(), z.json()).default({}),
  /** The method's step size: eta, the learning rate or its cap; by default the method's own. */
  eta: z.number().positive().optional(),
  /** Radius of the ball that holds all weights; none by default. */
  maxNorm: z.number().positive().optional(),
  /** Drops of the step size at fractions of the training. */
  schedule: z
    .strictObject({ milestones: z.array(share).readonly(), factor: z.number().positive() })
    .optional(),
  epochs: positiveInteger,
  batchSize: positiveInteger,
  seed: z.int().default(0),
  /** Whether the steps run as graphs. */
  compiled: z.boolean().default(true),
});

/** A run as a user writes it: what has a default may be left out. */
export type CellConfig = z.input<typeof cellSchema>;

/** A run with every default filled in. */
export type Cell = z.output<typeof cellSchema>;

/**
 * Checks a run's settings and fills in the defaults.
 *
 * @throws {ConfigError} If one is not valid; names each that is wrong.
 */
export function parseCell(config: unknown): Cell {
  const parsed = cellSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`runCell: invalid config\n${z.prettifyError(parsed.error)}`);
}

/** What one pass over the training slice gave. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean of the minibatch losses that were finite, each at the weights its step began with; NaN when none was. */
  readonly loss: number;
  /** Share of the test slice that is classified right at the end of the epoch; NaN if the logits are not finite. */
  readonly accuracy: number;
  /** The same for the validation slice, if there is one. */
  readonly validationAccuracy?: number;
  /** Updates of the weights so far. */
  readonly updates: number;
  /** Gradients of minibatches evaluated so far. */
  readonly evaluations: number;
  /** Seconds of training so far, tests not counted. */
  readonly seconds: number;
  /** Norm of all weights together. */
  readonly weightNorm: number;
}

/** How a run ended. */
export interface CellResult {
  readonly cell: Cell;
  readonly epochs: readonly EpochRecord[];
  /** Whether it diverged: no finite loss in an epoch, or logits that are not finite. */
  readonly failed: boolean;
  /** Share of the test slice classified right: at the best validation epoch, else by the last iterate; chance when failed. */
  readonly accuracy: number;
  /** Mean loss of the last epoch, loss units; what interpolation brings to about 0. */
  readonly loss: number;
}
