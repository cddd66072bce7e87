import { z } from "zod";
import { readGolden } from "../helpers/golden.ts";

const numbers = z.array(z.number());

const problem = z.object({
  kind: z.enum([
    "least_squares",
    "softmax",
    "mlp_tanh_ce",
    "multiclass_hinge",
    "matrix_factorisation",
  ]),
  params: z.array(z.object({ name: z.string(), shape: numbers })),
  init: z.array(numbers),
  data: z.object({ x: z.array(numbers), y: z.union([numbers, z.array(numbers)]) }),
  batches: z.array(numbers),
});

const dualCase = z.object({
  id: z.string(),
  pieces: z.number(),
  eta: z.number(),
  grads: z.array(numbers),
  gram: z.array(numbers),
  b: numbers,
  exact: z.object({
    alpha: numbers,
    dual: z.number(),
    model_value: z.number(),
    step: numbers,
    unique: z.boolean(),
  }),
  reference: z.object({ alpha: numbers, dual: z.number() }),
});

const call = z.object({
  loss: z.number(),
  w: numbers,
  updated: z.boolean().optional(),
  alpha: numbers.optional(),
  step_size: z.number().optional(),
  /** Of the loss, in all calls so far. */
  n_forwards: z.number().optional(),
  lr: z.number().optional(),
  gamma: z.number().optional(),
  d: z.number().optional(),
  eta: z.number().optional(),
  w_eval: numbers.optional(),
});

const trajectory = z.object({
  id: z.string(),
  problem: z.string(),
  optimizer: z.string(),
  hyper: z.record(z.string(), z.unknown()),
  w0: numbers,
  final_full_loss: z.number(),
  check: z.object({ comparable_f32: z.boolean(), rtol_f32: z.number().nullable() }),
  trace: z.array(call),
});

/** A model with its data; `batches` are index lists. */
export type GoldenProblem = z.infer<typeof problem>;
/** One simplex QP with its exact solution. */
export type GoldenDual = z.infer<typeof dualCase>;
/** One training run of a reference optimiser. */
export type GoldenTrajectory = z.infer<typeof trajectory>;

/** Reads the problems of every file. */
export function readProblems(): Readonly<Record<string, GoldenProblem>> {
  const schema = z.object({ problems: z.record(z.string(), problem) });
  const files = readGolden("borat", "problems").map(({ content }) => schema.parse(content));
  return Object.assign({}, ...files.map(({ problems }) => problems));
}

/** Reads every case of the dual. */
export function readDuals(): readonly GoldenDual[] {
  const schema = z.object({ cases: z.array(dualCase) });
  return readGolden("borat", "dual").flatMap(({ content }) => schema.parse(content).cases);
}

/** Reads every trajectory of every `traj` file. */
export function readTrajectories(): readonly GoldenTrajectory[] {
  const schema = z.object({ cases: z.array(trajectory) });
  return readGolden("borat", "traj").flatMap(({ content }) => schema.parse(content).cases);
}
