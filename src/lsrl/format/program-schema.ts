import { z } from "zod";
import { type JsonSchema, toJsonSchema } from "./document.ts";
import { boundsSchema, dimensionSchema, vectorSchema } from "./numbers.ts";
import { matrixSchema } from "./sparse.ts";

/** Name and version of the format. */
export const programFormat = "triptych/lsrl-program/1";

const operand = z.string().describe("id of a node listed before");

const common = {
  id: z.string().min(1),
  label: z.string().optional().describe("name in pictures and traces"),
  bounds: boundsSchema.optional(),
};

const nodeSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...common, kind: z.literal("Input"), dim: dimensionSchema }),
    z
      .strictObject({
        ...common,
        kind: z.literal("Linear"),
        x: operand,
        A: matrixSchema,
        b: vectorSchema,
      })
      .describe("A x + b"),
    z
      .strictObject({
        ...common,
        kind: z.literal("LinState"),
        x: operand,
        A: matrixSchema,
        B: matrixSchema,
        initState: vectorSchema,
        bias: vectorSchema,
      })
      .describe("s <- A s + B x + bias, from initState; the value is the updated state"),
    z
      .strictObject({ ...common, kind: z.literal("ReLU"), x: operand })
      .describe("max(0, x), entry by entry"),
    z
      .strictObject({ ...common, kind: z.literal("Concat"), xs: z.array(operand).min(1) })
      .describe("the operands one under the other; one may stand there more than once"),
    z
      .strictObject({
        ...common,
        kind: z.literal("Slice"),
        x: operand,
        start: z.int().min(0),
        end: z.int().min(1),
      })
      .describe("entries start .. end - 1"),
    z
      .strictObject({ ...common, kind: z.literal("Multiplicative"), x: operand })
      .describe("the first half of x times its second half, entry by entry"),
  ])
  .meta({ id: "Node", description: "What a node computes from its operands, for one token." });

/** A program as JSON. */
export const programSchema = z
  .strictObject({
    format: z.literal(programFormat),
    nodes: z.array(nodeSchema).min(1).describe("each after the nodes it reads; one is the Input"),
    output: z.string().describe("id of the node that is the output"),
  })
  .meta({ title: "LSRL program", description: "What happens to each token of a sequence." });

/** A program as JSON: see {@link programJsonSchema}. */
export type ProgramJson = z.infer<typeof programSchema>;

/** A node of a program as JSON. */
export type NodeJson = z.infer<typeof nodeSchema>;

/** The JSON Schema of {@link ProgramJson}, for readers in other languages. */
export function programJsonSchema(): JsonSchema {
  return toJsonSchema(programSchema);
}
