import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { projectionNames } from "../../lm/index.ts";

const fraction = z.number().min(0).max(1);
const whole = z.int().min(1);

/**
 * Settings of a training run. The defaults suit SmolLM2-135M on a CPU; they are ours, since the paper's
 * were not at hand.
 */
export const trainingSchema = z.strictObject({
  /** What is learnt; see `TrainingMethod`. */
  method: z.enum(["fit", "sftFocus", "sftTrue"]).default("fit"),
  seed: z.int().default(0),
  numSteps: whole.default(240),
  /** Texts per step. */
  batchSize: whole.default(16),
  /** In how many pieces a batch is computed, one after the other, to save memory. */
  accumulate: whole.default(1),
  learningRate: z.number().positive().default(2e-3),
  /** Steps over which the learning rate grows. */
  warmupSteps: z.int().min(0).default(10),
  decay: z.enum(["linear", "cosine"]).default("linear"),
  /** What is left of the learning rate at the last step. */
  finalShare: fraction.default(0.1),
  /** Norm that gradients are scaled down to. */
  clipNorm: z.number().positive().default(1),
  weightDecay: z.number().min(0).default(0),
  lora: z
    .strictObject({
      rank: whole.default(8),
      alpha: z.number().positive().default(16),
      dropout: z.number().min(0).lt(1).default(0),
      targets: z
        .array(z.enum(projectionNames))
        .min(1)
        .default([...projectionNames]),
    })
    .prefault({}),
  /** Probabilities of the instruction types from 0 on. */
  typeProbabilities: z.array(fraction).default(Array<number>(6).fill(1 / 6)),
  /** Steps between validations; 0 validates never. */
  validateEvery: z.int().min(0).default(0),
  /** Validations without a new best after which the run ends early. */
  patience: whole.default(3),
  /** Computes activations twice instead of keeping them: less memory, more time. */
  recompute: z.boolean().default(false),
});

/** Settings as they are written, defaults left out. */
export type TrainingConfig = z.input<typeof trainingSchema>;
/** Settings with the defaults. */
export type TrainingSettings = z.output<typeof trainingSchema>;

/**
 * Checks settings and fills in the defaults.
 *
 * @throws {ConfigError} If one is unknown or out of range; names all.
 */
export function parseTraining(config: TrainingConfig): TrainingSettings {
  const parsed = trainingSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `trainFocus: the settings must be valid, got ${z.prettifyError(parsed.error)}`,
  );
}
