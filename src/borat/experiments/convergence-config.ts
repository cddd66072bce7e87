import { z } from "zod";

const positiveInteger = z.int().positive();

/** Names of the problems, each the worst of its class that theory speaks of. */
const convergenceProblemNames = ["lipschitz", "smooth", "strongly-convex"] as const;

/** Name of a convex problem that can be interpolated. */
export type ConvergenceProblemName = (typeof convergenceProblemNames)[number];

/** What a study of the convergence on convex problems runs. */
export const convergenceSchema = z.strictObject({
  problems: z
    .array(z.enum(convergenceProblemNames))
    .min(1)
    .readonly()
    .default(convergenceProblemNames),
  /** Pieces N of BORAT, one method each. */
  bundleSizes: z.array(z.int().min(2)).min(1).readonly().default([2, 3, 5]),
  /** Whether ALI-G and SGD run too. */
  baselines: z.boolean().default(true),
  /** Updates of each run; a run of BORAT N takes N - 1 minibatches for each. */
  updates: positiveInteger.default(1000),
  /** Weights of a problem, and examples. */
  dimensions: positiveInteger.default(40),
  examples: positiveInteger.default(160),
  batchSize: positiveInteger.default(4),
  /** Largest by smallest variance of the inputs in the ill-conditioned problems. */
  condition: z.number().min(1).default(1e4),
  /**
   * Start of the ill-conditioned problems: random parts times `1 / j^startDecay`. With 0.5 they are about
   * as slow as the theory allows; 0 is a plain random start.
   */
  startDecay: z.number().nonnegative().default(0.5),
  /** Longest step, in units of the problem: 1 / smoothness, or distance to the solution / slope. */
  eta: z.number().positive().default(1),
  seeds: z.array(z.int()).min(1).readonly().default([0, 1, 2]),
});

/** Settings as a user writes them: what has a default may be left out. */
export type ConvergenceConfig = z.input<typeof convergenceSchema>;

/** Settings with every default filled in. */
export type ConvergenceSettings = z.output<typeof convergenceSchema>;
