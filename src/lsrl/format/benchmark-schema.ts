import { z } from "zod";
import { type JsonSchema, toJsonSchema } from "./document.ts";
import { networkSchema } from "./network-schema.ts";
import { dimensionSchema } from "./numbers.ts";
import { programSchema } from "./program-schema.ts";

/** Name and version of the format. */
export const benchmarkFormat = "triptych/lsrl-benchmark/1";

const index = z.int().min(0);
const variableId = z.string().describe("id of a variable: that of its node in the program");

const carrierSchema = z
  .strictObject({
    stage: index,
    unit: index.describe("in the stage"),
    entry: index.describe("of the variable"),
    part: z.enum(["whole", "positive", "negative"]).describe("x, max(0, x) or max(0, -x)"),
  })
  .meta({ id: "Carrier", description: "A unit of the network that holds an entry of a variable." });

const variableSchema = z
  .strictObject({
    id: variableId,
    name: z.string(),
    role: z.enum(["input", "hidden", "output"]),
    dim: dimensionSchema,
    carriers: z
      .array(carrierSchema)
      .describe("as far as the compiler knows them: an affine function of units has none"),
  })
  .meta({
    id: "Variable",
    description: "A labelled vector of the program, the token or the output.",
  });

const edgeSchema = z
  .strictObject({
    from: variableId,
    to: variableId,
    sameStep: z.boolean().describe("whether the value of the same step enters"),
    earlierSteps: z.boolean().describe("whether values of earlier steps enter, through a state"),
  })
  .meta({
    id: "Edge",
    description: "`to` is computed from `from`, and not only by way of another variable.",
  });

const valuesSchema = z.array(z.array(z.number())).describe("[steps][dim]");

/** What happened on one sequence. */
const benchmarkRowSchema = z
  .strictObject({
    split: z.enum(["train", "test"]).describe("equal sequences are always in the same"),
    tokens: valuesSchema,
    outputs: valuesSchema.describe("[steps][dim]: of the program"),
    values: z.record(variableId, valuesSchema).describe("of each hidden variable, by its id"),
    networkError: z.number().min(0).describe("largest distance of the network's outputs"),
  })
  .meta({ id: "Row", description: "One sequence." });

/** A benchmark as JSON. */
const benchmarkSchema = z
  .strictObject({
    format: z.literal(benchmarkFormat),
    name: z.string(),
    description: z.string(),
    program: programSchema,
    network: networkSchema,
    variables: z.array(variableSchema),
    edges: z.array(edgeSchema).describe("the ground-truth graph of the variables"),
    rows: z.array(benchmarkRowSchema),
  })
  .meta({
    title: "LSRL interpretability benchmark",
    description: "A network with known internals: what a method finds in it can be scored.",
  });

/** One sequence: its tokens, outputs and the values of the hidden variables. */
export type BenchmarkRow = z.infer<typeof benchmarkRowSchema>;

/** A benchmark as JSON: see {@link benchmarkJsonSchema}. */
export type BenchmarkJson = z.infer<typeof benchmarkSchema>;

/** What is known of the network: a benchmark without its rows, the first line in JSON Lines. */
export type BenchmarkHeader = Omit<BenchmarkJson, "rows">;

/** The JSON Schema of {@link BenchmarkJson}, for readers in other languages. */
export function benchmarkJsonSchema(): JsonSchema {
  return toJsonSchema(benchmarkSchema);
}
