import { z } from "zod";

/** JSON that keeps NaN and infinities, as the strings `"NaN"`, `"Infinity"` and `"-Infinity"`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part,
  );
}

/** A number of {@link toJson}. */
export const numberSchema = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number),
]);

/** What one epoch of a run gave, as {@link toJson} writes it. */
export const epochRecordSchema = z.strictObject({
  epoch: z.int().positive(),
  loss: numberSchema,
  accuracy: numberSchema,
  validationAccuracy: numberSchema.exactOptional(),
  updates: z.int(),
  evaluations: z.int(),
  seconds: z.number(),
  weightNorm: numberSchema,
});
