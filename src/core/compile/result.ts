import { tf } from "../engine.ts";
import { CompileError } from "../errors.ts";

/** What a compiled function may give. */
export type CompiledResult =
  | tf.Tensor
  | readonly tf.Tensor[]
  | Readonly<Record<string, tf.Tensor>>
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: functions without a return statement
  | void;

/** The tensors of a result, in a fixed order. */
export function tensorsOf(result: CompiledResult): readonly tf.Tensor[] {
  if (result === undefined) return [];
  const isContainer = typeof result === "object" && !(result instanceof Promise);
  const entries: readonly unknown[] =
    !isContainer || result instanceof tf.Tensor ? [result] : Object.values(result);
  if (entries.every((entry) => entry instanceof tf.Tensor)) return entries;
  const other = entries.find((entry) => !(entry instanceof tf.Tensor));
  const got = other instanceof Promise ? "a promise" : `a ${typeof other}`;
  throw new CompileError(
    `compile: the function must return tensors, got ${got}. Make numbers of tensors, or make them outside; it can not be async.`,
  );
}

/** A result like `example` of other tensors, which are in the order of {@link tensorsOf}. */
export function packResult<R extends CompiledResult>(example: R, tensors: readonly tf.Tensor[]): R {
  return pack(example, tensors) as R; // of the same form
}

function pack(example: CompiledResult, tensors: readonly tf.Tensor[]): CompiledResult {
  if (example === undefined) return undefined;
  if (example instanceof tf.Tensor) return tensors[0];
  if (Array.isArray(example)) return tensors;
  return Object.fromEntries(Object.keys(example).map((key, i) => [key, tensors[i]!]));
}
