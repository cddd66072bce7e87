import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { datasetNames } from "../../data/index.ts";
import type { Cell, CellConfig } from "./cell.ts";

export const positiveInteger = z.int().positive();

/** Models a study names in a word. */
const studyModels = ["mlp", "mlp-bn", "conv", "conv1d"] as const;

export const studyLosses = ["cross-entropy", "hinge", "smoothed-hinge"] as const;

/** What every study says of its runs. */
export const setupShape = {
  dataset: z.enum(datasetNames),
  /** `mlp-bn`: with batch normalisation; `conv` for images, `conv1d` for signals. */
  model: z.enum(studyModels),
  /** Examples to train on; the test slice never overlaps them. */
  train: positiveInteger,
  /** Examples to test on; by default all others. */
  test: positiveInteger.optional(),
  seeds: z.array(z.int()).min(1).readonly().default([0, 1, 2]),
  epochs: positiveInteger,
  batchSize: positiveInteger,
  /** Whether the steps run as graphs; the same numbers up to rounding, sooner. */
  compiled: z.boolean().default(true),
} as const;

const setupSchema = z.strictObject(setupShape);

/** What every study says of its runs. */
export type Setup = z.output<typeof setupSchema>;

const models: Readonly<
  Record<Setup["model"], { readonly label: string; readonly model: Cell["model"] }>
> = {
  mlp: { label: "MLP", model: { name: "mlp" } },
  "mlp-bn": { label: "MLP with BN", model: { name: "mlp", batchNorm: true } },
  conv: { label: "conv net", model: { name: "conv" } },
  conv1d: { label: "1-D conv net", model: { name: "conv1d" } },
};

const lossLabels: Readonly<Record<Cell["loss"], string>> = {
  "cross-entropy": "",
  hinge: "hinge",
  "smoothed-hinge": "smoothed hinge",
};

/**
 * Fills in the defaults of a study's configuration.
 *
 * @throws {ConfigError} If it is not valid; names each setting that is wrong.
 */
export function parseSettings<Schema extends z.ZodType>(
  study: string,
  schema: Schema,
  config: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${study}: invalid config\n${z.prettifyError(parsed.error)}`);
}

/** The part of a run's configuration that the whole study shares. */
export function commonCell({
  dataset,
  model,
  train,
  test,
  epochs,
  batchSize,
  compiled,
}: Omit<Setup, "seeds">): Omit<CellConfig, "method"> {
  const { model: architecture } = models[model];
  const slices = test === undefined ? { train } : { train, test };
  return { dataset, ...slices, model: architecture, epochs, batchSize, compiled };
}

/** Whether the model normalises over the batch. */
export function isNormalised({ model }: Pick<Setup, "model">): boolean {
  return model === "mlp-bn";
}

/** Data set, model and loss for a title, e.g. `digits, MLP, hinge`. */
export function titleOf({ dataset, model }: Setup, loss: Cell["loss"] = "cross-entropy"): string {
  return [dataset, models[model].label, lossLabels[loss]].filter((part) => part !== "").join(", ");
}
