import { z } from "zod";
import { ConfigError } from "../../core/index.ts";
import { focusRunSchema } from "./config.ts";
import type { FocusRunResult } from "./run-focus.ts";

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const typeSchema = z.literal([0, 1, 2, 3, 4, 5, 6]);

const accuracySchema = z.strictObject({
  type: typeSchema,
  count,
  // A weighted mean of ones may be above 1 by rounding.
  accuracy: z.number().min(0).max(1.000001),
  interval: z.strictObject({ low: share, high: share }),
});

const biasSchema = z.strictObject({
  type: typeSchema,
  category: z.string(),
  condition: z.enum(["ambig", "disambig"]),
  count,
  unmatched: count,
  accuracy: share,
  numNamed: count,
  numBiased: count,
  lean: z.number().min(-1).max(1),
  score: z.number().min(-100).max(100),
  accuracyGap: z.number().min(-1).max(1).optional(),
});

const testSchema = z.strictObject({
  values: z.enum(["seen", "unseen"]),
  phrasing: z.enum(["known", "heldOut"]),
  splits: z.array(z.strictObject({ split: z.string(), accuracies: z.array(accuracySchema) })),
  validRate: share,
  bias: z.array(biasSchema).exactOptional(),
});

const sourceSchema = z.strictObject({
  name: z.string(),
  slice: z.string(),
  sha256: z.string(),
  licence: z.string(),
  citation: z.string(),
});

const trainingSchema = z.strictObject({
  steps: z.array(z.strictObject({ step: z.int(), loss: z.number(), tokens: count })),
  validations: z.array(
    z.strictObject({ step: z.int(), accuracy: z.record(z.string(), share), mean: share }),
  ),
  numTokens: count,
  seconds: z.number(),
});

const resultSchema = z.strictObject({
  run: focusRunSchema,
  model: z.strictObject({ name: z.string(), sha256: z.string() }),
  data: z.array(sourceSchema),
  training: trainingSchema.exactOptional(),
  tests: z.array(testSchema),
  testSeconds: z.number(),
});

/**
 * Reads back what `runFocus` found, from the JSON of a record.
 *
 * @param value - A record's `result`.
 * @throws {ConfigError} If it is not one; names what is wrong.
 */
export function parseFocusResult(value: unknown): FocusRunResult {
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `parseFocusResult: the value must be what runFocus found, got\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
