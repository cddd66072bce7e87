import { z } from "zod";
import { readGolden } from "../helpers/golden.ts";

const numbers = z.array(z.number());
const matrix = z.array(numbers);
const id = z.string();
const operand = z.union([id, z.number()]);
const branch = z.union([operand, z.null()]);
const scale = z.number().optional();
const largeConstant = z.number().optional();

const goldenNode = z.discriminatedUnion("op", [
  z.object({ id, op: z.literal("input"), dim: z.number() }),
  z.object({ id, op: z.literal("linear"), x: id, A: matrix, b: numbers }),
  z.object({
    id,
    op: z.literal("linState"),
    x: id,
    A: matrix,
    B: matrix,
    initState: numbers,
    bias: numbers.optional(),
  }),
  z.object({ id, op: z.literal("concat"), xs: z.array(id) }),
  z.object({ id, op: z.literal("slice"), x: id, start: z.number(), end: z.number() }),
  z.object({ id, op: z.literal("index"), x: id, i: z.number() }),
  z.object({ id, op: z.enum(["relu", "multiplicative", "not", "reluIdentity"]), x: id }),
  z.object({ id, op: z.enum(["add", "sub"]), a: operand, b: operand }),
  z.object({ id, op: z.enum(["scale", "divide"]), x: id, k: z.number() }),
  z.object({ id, op: z.literal("constant"), x: id, value: z.union([z.number(), numbers]) }),
  z.object({ id, op: z.literal("step"), x: id, scale }),
  z.object({ id, op: z.literal("bump"), x: id, lb: operand, ub: operand, scale }),
  z.object({
    id,
    op: z.enum(["eq", "neq", "larger", "smaller", "and", "or"]),
    x: id,
    y: operand,
    scale,
  }),
  z.object({
    id,
    op: z.enum(["ifElse", "ifElseStep", "ifElseMul"]),
    cond: id,
    t: branch,
    f: branch,
    largeConstant,
    scale,
  }),
  z.object({
    id,
    op: z.literal("ifEq"),
    x: id,
    y: id,
    t: branch,
    f: branch,
    largeConstant,
    scale,
  }),
  z.object({ id, op: z.literal("moduloCounter"), x: id, divisor: z.number() }),
]);

const conditional = z.enum(["direct", "optimized", "step", "mul", "mulOptimized"]);
const constants = { stepScale: z.number(), largeConstant: z.number() };

const builtin = z.discriminatedUnion("builtin", [
  z.object({ builtin: z.literal("moreOnesOrZeros") }),
  z.object({
    builtin: z.literal("vec2vec"),
    params: z.object({ dIn: z.number(), dOut: z.number(), conditional, ...constants }),
  }),
  z.object({
    builtin: z.literal("tok2tok"),
    params: z.object({ n: z.number(), conditional, ...constants }),
    probe: z.string().optional(),
  }),
]);

const run = z.object({
  sequence: z.array(z.union([numbers, z.literal("...prompt")])),
  expected: matrix.optional(),
  expectedLast: matrix.optional(),
  atol: z.number(),
  rtol: z.number(),
  query: numbers.optional(),
  cellCentreValue: numbers.optional(),
  trueValue: numbers.optional(),
  queryKey: numbers.optional(),
  value: numbers.optional(),
});

const compiled = z.object({
  isPath: z.boolean(),
  nodeCounts: z.record(z.string(), z.number()),
  totalNodes: z.number(),
  parameterCount: z.number(),
  path: z.array(z.tuple([z.string(), z.number(), z.number()])),
  stateDims: numbers,
  rewriteSteps: z.number(),
  history: z.array(z.string()).optional(),
  maxAbsDiffReferenceCompiledVsDag: z.number().nullable(),
});

const goldenCase = z.object({
  id,
  program: z.union([z.object({ nodes: z.array(goldenNode), output: id }), builtin]),
  inputDim: z.number(),
  outputDim: z.number(),
  dag: z.object({
    nodeCounts: z.record(z.string(), z.number()),
    totalNodes: z.number(),
    parameterCount: z.number(),
  }),
  runs: z.array(run),
  prompt: matrix.optional(),
  outputLabels: z.array(z.string()).optional(),
  referenceCompiler: z
    .object({
      status: z.enum(["ok", "unstable", "wrong", "crashes"]),
      message: z.string().optional(),
    })
    .optional(),
  compiled: compiled.optional(),
});

/** One node of a golden program. */
export type GoldenNode = z.infer<typeof goldenNode>;
/** A program of the reference that is named, not spelled out. */
export type GoldenBuiltin = z.infer<typeof builtin>;

/** One run, its prompt written out; outputs are `expected` of all steps, or of the last ones only. */
interface GoldenRun extends Omit<z.infer<typeof run>, "sequence"> {
  readonly sequence: readonly (readonly number[])[];
}

/** A program, its runs, and what the reference's compiler made of it. */
export interface GoldenCase extends Omit<z.infer<typeof goldenCase>, "runs" | "prompt"> {
  readonly runs: readonly GoldenRun[];
}

/** The contents of every golden file of LSRL that is of a format, e.g. `"lsrl-golden/1"`. */
export function readFormat(format: string): readonly unknown[] {
  const isFormat = z.object({ format: z.literal(format) });
  return readGolden("lsrl").flatMap(({ content }) =>
    isFormat.safeParse(content).success ? [content] : [],
  );
}

/** Reads every case of every file of programs, or those whose id starts with `prefix`. */
export function readCases(prefix = ""): readonly GoldenCase[] {
  const file = z.object({ cases: z.array(goldenCase) });
  const cases = readFormat("lsrl-golden/1").flatMap((content) => file.parse(content).cases);
  return cases
    .filter((golden) => golden.id.startsWith(prefix))
    .map(({ prompt = [], runs, ...rest }) => ({
      ...rest,
      runs: runs.map(({ sequence, ...run }) => ({
        ...run,
        sequence: sequence.flatMap((token) => (token === "...prompt" ? prompt : [token])),
      })),
    }));
}

/** Parameters of a built-in program that has conditionals. */
export function conditionalOf({ program }: GoldenCase) {
  return "builtin" in program && program.builtin !== "moreOnesOrZeros" ? program.params : undefined;
}

/**
 * Allowed error of a compiled program: steps of slope 1000 inside one another amplify rounding, and
 * `ifElse` does so by 1e10.
 *
 * @param atol - Of the program itself.
 */
export function compiledTolerance(golden: GoldenCase, atol: number): number {
  return Math.max(atol, conditionalOf(golden)?.conditional === "direct" ? 1e-2 : 1e-3);
}
