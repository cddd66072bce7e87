import type { nativeBackend, tf } from "../engine.ts";

/** Backend that runs TensorFlow's operations. */
export type NativeBackend = NonNullable<ReturnType<typeof nativeBackend>>;

/** Attributes of a TensorFlow operation by kind; a graph infers none, so all are given. */
interface NativeAttributes {
  readonly types?: Readonly<Record<string, tf.DataType>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly integers?: Readonly<Record<string, number | readonly number[]>>;
  readonly booleans?: Readonly<Record<string, boolean>>;
  readonly strings?: Readonly<Record<string, string>>;
}

/** A TensorFlow operation. */
export interface NativeOperation {
  /** Name in TensorFlow's registry, e.g. `"ReluGrad"`. */
  readonly name: string;
  readonly inputs: readonly tf.TensorInfo[];
  readonly attributes: NativeAttributes;
}

/**
 * Runs a TensorFlow operation of one output; it is not seen by tfjs's gradients.
 *
 * @typeParam T - Kind of the output; the library does not check it.
 */
export function runNative<T extends tf.Tensor = tf.Tensor>(
  backend: NativeBackend,
  { name, inputs, attributes }: NativeOperation,
): T {
  // The library says the shape at run time only.
  return backend.executeSingleOutput(name, encode(backend, attributes), [...inputs]) as T;
}

/**
 * Runs a TensorFlow operation of several outputs; it is not seen by tfjs's gradients.
 *
 * @typeParam T - Kinds of the outputs; the library does not check them.
 * @param numOutputs - How many of the outputs to take, from the first.
 */
export function runNativeOutputs<T extends readonly tf.Tensor[]>(
  backend: NativeBackend,
  { name, inputs, attributes }: NativeOperation,
  numOutputs: T["length"],
): T {
  const encoded = encode(backend, attributes);
  const outputs: readonly tf.Tensor[] = backend.executeMultipleOutputs(
    name,
    encoded,
    [...inputs],
    numOutputs,
  );
  return outputs as T; // as in runNative
}

/** What TensorFlow says of a failure, without the addon's words around it. */
export function nativeReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("Message: ").at(-1) ?? message;
}

function encode(backend: NativeBackend, attributes: NativeAttributes) {
  const { binding } = backend;
  const { types = {}, floats = {}, integers = {}, booleans = {}, strings = {} } = attributes;
  const encoded: { name: string; type: number; value: boolean | number | string | number[] }[] = [];
  for (const [name, dtype] of Object.entries(types))
    encoded.push({ name, type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) });
  for (const [name, value] of Object.entries(floats))
    encoded.push({ name, type: binding.TF_ATTR_FLOAT, value });
  for (const [name, value] of Object.entries(integers))
    encoded.push({
      name,
      type: binding.TF_ATTR_INT,
      value: typeof value === "number" ? value : [...value],
    });
  for (const [name, value] of Object.entries(booleans))
    encoded.push({ name, type: binding.TF_ATTR_BOOL, value });
  for (const [name, value] of Object.entries(strings))
    encoded.push({ name, type: binding.TF_ATTR_STRING, value });
  return encoded;
}
