import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import { conditionals } from "../programs/index.ts";

/** The two programs of the experiment. */
export type ProgramName = "vec2vec" | "tok2tok";

/** What {@link runNoise} is told; see there for what is left out. */
export const noiseSchema = z.strictObject({
  program: z.enum(["vec2vec", "tok2tok"]),
  conditionals: z
    .array(z.enum(conditionals))
    .min(1)
    .default([...conditionals])
    .describe("how the program chooses between two values"),
  sigmas: z
    .array(z.number().min(0))
    .min(1)
    .default([0, 1e-9, 1e-7, 1e-5, 1e-3])
    .describe("standard deviations of the noise on the weights"),
  seeds: z
    .array(z.int().min(0))
    .min(1)
    .default(Array.from({ length: 25 }, (_, seed) => seed))
    .describe("one target function or map each"),
  stepScale: z.number().positive().default(1000).describe("mu, the slope of step functions"),
  largeConstant: z.number().positive().default(1e10).describe("L, larger than what is selected"),
  strategy: z
    .enum(["scheduled", "rewrite"])
    .default("rewrite")
    .describe("the compiler; rewrite is the paper's"),
  guard: z
    .boolean()
    .default(false)
    .describe("whether the compiler guards against rounding; the paper's does not"),
  gridSize: z.int().min(1).default(8).describe("vec2vec: cells along each side"),
  keyLength: z.int().min(1).default(10).describe("tok2tok: tokens in a key and in a value"),
  numPairs: z.int().min(1).default(20).describe("tok2tok: keys in the prompt"),
  vocabulary: z.int().min(2).default(10).describe("tok2tok: number of different tokens"),
  numQueries: z.int().min(1).optional().describe("default: 10 for vec2vec, 5 for tok2tok"),
});

/** As a caller writes it. */
export type NoiseConfig = z.input<typeof noiseSchema>;
/** Complete. */
export type NoiseSettings = z.output<typeof noiseSchema>;

/** Parses a configuration. @throws {ConfigError} Names what is wrong. */
export function parseNoiseConfig(config: NoiseConfig): NoiseSettings {
  const parsed = noiseSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`runNoise: invalid config\n${z.prettifyError(parsed.error)}`);
}
