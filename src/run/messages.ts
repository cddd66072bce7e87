import { z } from "zod";
import type { Attempt } from "./attempt.ts";
import type { Metrics } from "./job.ts";
import { type GridRecord, recordSchema } from "./results-file.ts";

/** What a child process is told, once. */
export const attemptSchema: z.ZodType<Attempt> = z.strictObject({
  job: z.string(),
  hash: z.string(),
  config: z.unknown(),
  output: z.string(),
  saveEvery: z.number().optional(),
  tensorboard: z.boolean().optional(),
});

/** What a child process tells. */
export const fromChildSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("notice"), line: z.string() }),
  z.strictObject({
    kind: z.literal("metrics"),
    step: z.number(),
    // Not all are finite: a run may diverge.
    metrics: z.record(
      z.string(),
      z.custom<number>((value) => typeof value === "number"),
    ),
  }),
  z.strictObject({ kind: z.literal("record"), record: recordSchema }),
  z.strictObject({ kind: z.literal("error"), message: z.string() }),
]);

/** What a child process tells. */
export type FromChild =
  | { readonly kind: "notice"; readonly line: string }
  | { readonly kind: "metrics"; readonly step: number; readonly metrics: Metrics }
  | { readonly kind: "record"; readonly record: GridRecord }
  | { readonly kind: "error"; readonly message: string };
