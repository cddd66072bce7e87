import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { defaultModelName } from "../../data/index.ts";
import { trainingSchema } from "../training/config.ts";

const count = z.int().min(1);

/** Settings of one cell of a table: a method on a task, trained and tested. */
export const focusRunSchema = z.strictObject({
  /** What `openChatModel` takes. */
  model: z.string().default(defaultModelName),
  /** Chat template for a model whose files have none. */
  template: z.enum(["vicuna-v1.1"]).optional(),
  task: z.enum(["ss", "smnli", "shans", "bbq"]),
  /**
   * `published` reads SST-5, HANS or BBQ from the cache; `packaged` takes what comes with the project:
   * movie-review sentences, generated pairs, the stand-in for BBQ. SMNLI is only published.
   */
  source: z.enum(["published", "packaged"]).default("packaged"),
  /** Tunes an adapter; `null` tests the model as it is. */
  training: trainingSchema.nullable().default(trainingSchema.parse({})),
  /** Solved examples in each test prompt. */
  numShots: z.int().min(0).default(0),
  /** Predictivity of the spurious feature in training; by default `1 / N`, none. */
  rho: z.number().min(0).max(1).optional(),
  /** Ways to write each instruction that are trained. */
  numPhrases: z.int().min(1).max(15).default(10),
  test: z
    .strictObject({
      /** Texts, or questions of BBQ, of each test. */
      size: count.default(120),
      /** Of the texts and phrases drawn: the same for all methods. */
      seed: z.int().default(0),
      /** Also on values (or groups) that were never trained. */
      unseen: z.boolean().default(false),
      /** Also with phrases that were never trained. */
      heldOut: z.boolean().default(false),
      /** Instruction types from 0 on; 6 is ignore(C). */
      types: z.array(z.literal([0, 1, 2, 3, 4, 5, 6])).default([0, 1, 2, 3, 4, 5]),
    })
    .prefault({}),
  /** Texts that validations ask about. */
  validationSize: count.default(16),
});

/** Settings as they are written, defaults left out. */
export type FocusRunConfig = z.input<typeof focusRunSchema>;
/** Settings with the defaults. */
export type FocusRun = z.output<typeof focusRunSchema>;

/**
 * Checks settings and fills in the defaults.
 *
 * @throws {ConfigError} If one is unknown or out of range; names all.
 */
export function parseFocusRun(config: unknown): FocusRun {
  const parsed = focusRunSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `runFocus: the settings must be valid, got\n${z.prettifyError(parsed.error)}`,
  );
}
