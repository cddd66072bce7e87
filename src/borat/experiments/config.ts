import { z } from "zod";
import { contenderNames, robustnessMethods } from "./contenders.ts";
import { setupShape, studyLosses } from "./setup.ts";

/** Step sizes to try; a method may scale them (Adam: by 1/100). */
export const etasSchema = z.array(z.number().positive()).min(1).readonly();
export const momentumSchema = z.number().min(0).lt(1);

/** What a robustness experiment runs: every method at every eta with every seed. */
export const robustnessSchema = z.strictObject({
  ...setupShape,
  loss: z.enum(studyLosses).default("cross-entropy"),
  methods: z.array(z.enum(contenderNames)).min(1).readonly().default(robustnessMethods),
  etas: etasSchema,
  momentum: momentumSchema.default(0.9),
  /** Radius of the ball that holds all weights; none by default. */
  maxNorm: z.number().positive().optional(),
});

/** Settings as a user writes them: what has a default may be left out. */
export type RobustnessConfig = z.input<typeof robustnessSchema>;

/** Settings with every default filled in. */
export type RobustnessSettings = z.output<typeof robustnessSchema>;
