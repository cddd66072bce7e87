import { z } from "zod";
import { datasetNames } from "../../data/index.ts";
import { contenderNames } from "./contenders.ts";

const positiveInteger = z.int().positive();

/** What a robustness experiment runs: every method at every eta with every seed. */
export const robustnessSchema = z.strictObject({
  dataset: z.enum(datasetNames),
  model: z.enum(["mlp", "conv"]),
  loss: z.enum(["cross-entropy", "hinge"]).default("cross-entropy"),
  /** Examples to train on; the test slice never overlaps them. */
  train: positiveInteger,
  /** Examples to test on; by default all others. */
  test: positiveInteger.optional(),
  methods: z.array(z.enum(contenderNames)).min(1).readonly().default(contenderNames),
  /** Step sizes to try; a method may scale them (Adam: by 1/100). */
  etas: z.array(z.number().positive()).min(1).readonly(),
  seeds: z.array(z.int()).min(1).readonly().default([0, 1, 2]),
  epochs: positiveInteger,
  batchSize: positiveInteger,
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Radius of the ball that holds all weights; none by default. */
  maxNorm: z.number().positive().optional(),
});

/** Settings as a user writes them: what has a default may be left out. */
export type RobustnessConfig = z.input<typeof robustnessSchema>;

/** Settings with every default filled in. */
export type RobustnessSettings = z.output<typeof robustnessSchema>;
