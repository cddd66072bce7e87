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
  const tensors = result instanceof tf.Tensor ? [result] : Object.values(result);
  const other = tensors.find((value) => !(value instanceof tf.Tensor));
  if (other === undefined) return tensors;
  throw new CompileError(
    `compile: the function must return tensors, got ${typeof other} among them. Return numbers as tf.scalar, or make them outside.`,
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
