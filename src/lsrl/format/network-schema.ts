import { z } from "zod";
import { type JsonSchema, toJsonSchema } from "./document.ts";
import { boundsSchema, dimensionSchema, vectorSchema } from "./numbers.ts";
import { matrixSchema } from "./sparse.ts";

/** Name and version of the format. */
export const networkFormat = "triptych/lsrl-network/1";

const affineMapSchema = z
  .strictObject({ weights: matrixSchema, bias: vectorSchema })
  .meta({ id: "AffineMap", description: "weights x + bias" });

const notes = {
  labels: z.array(z.string().nullable()).optional().describe("what each unit holds"),
  bounds: z.array(boundsSchema).optional().describe("of each unit"),
};

const stageSchema = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("ReLU"), map: affineMapSchema, ...notes })
      .describe("x <- max(0, map(x))"),
    z
      .strictObject({
        kind: z.literal("Multiplicative"),
        gate: affineMapSchema,
        value: affineMapSchema,
        ...notes,
      })
      .describe("x <- gate(x) * value(x), entry by entry"),
    z
      .strictObject({
        kind: z.literal("LinState"),
        A: matrixSchema,
        B: matrixSchema,
        bias: vectorSchema,
        initState: vectorSchema,
        ...notes,
      })
      .describe("s <- A s + B x + bias, from initState; x <- s"),
  ])
  .meta({ id: "Stage", description: "One step of the network; it reads the units of the last." });

/** A compiled network as JSON. */
export const networkSchema = z
  .strictObject({
    format: z.literal(networkFormat),
    inputDim: dimensionSchema,
    inputBounds: boundsSchema.optional().describe("of the tokens that it was compiled for"),
    stages: z.array(stageSchema),
    readout: affineMapSchema.describe("from the last stage, or the token if there is none"),
  })
  .meta({ title: "LSRL network", description: "A compiled program: a list of recurrent stages." });

/** A network as JSON: see {@link networkJsonSchema}. */
export type NetworkJson = z.infer<typeof networkSchema>;

/** A stage as JSON. */
export type StageJson = z.infer<typeof stageSchema>;

/** An affine map as JSON. */
export type AffineMapJson = z.infer<typeof affineMapSchema>;

/** The JSON Schema of {@link NetworkJson}, for readers in other languages. */
export function networkJsonSchema(): JsonSchema {
  return toJsonSchema(networkSchema);
}
