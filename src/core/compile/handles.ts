import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import type { nativeBackend, tf } from "../engine.ts";
import type { DataTypeNumber } from "./graph.ts";

/** The backend that runs TensorFlow's operations. */
export type Backend = NonNullable<ReturnType<typeof nativeBackend>>;

/** What the addon tells of a tensor it made. */
export interface Handle {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DataTypeNumber;
}

/** What the backend keeps for the data of a tensor. */
export interface TensorData {
  /** The addon's handle; -1 before the values are there. */
  id: number;
  /** Values not yet handed to the addon. */
  values: unknown;
}

// tfjs-node declares these members private, which leaves them untyped.

/** The addon's handle of a tensor's data; hands the values over if they are still on the host. */
export function idOf(backend: Backend, tensor: tf.TensorInfo): number {
  return backend["getInputTensorIds"]([tensor])[0];
}

/** A tensor for a handle, which it owns from now on. */
export function createTensor(backend: Backend, { id, shape, dtype }: Handle): tf.Tensor {
  return backend["createOutputTensor"]({ id, shape: [...shape], dtype });
}

/** What the backend keeps for data; `undefined` once it is freed. */
export function dataOf(backend: Backend, dataId: object): TensorData | undefined {
  return backend["tensorMap"].has(dataId) ? backend["tensorMap"].get(dataId) : undefined;
}

/** A handle of its own that shares another's memory. */
export function copyHandle(binding: TFJSBinding, id: number, dtype: DataTypeNumber): Handle {
  const type = { name: "T", type: binding.TF_ATTR_TYPE, value: dtype };
  return binding.executeOp("Identity", [type], [id], 1)[0]!;
}

/** A tensor of its own handle that shares another's memory. */
export function copyTensor(
  backend: Backend,
  tensor: tf.Tensor,
  binding: TFJSBinding = backend.binding,
): tf.Tensor {
  const dtype = backend.getDTypeInteger(tensor.dtype);
  return createTensor(backend, copyHandle(binding, idOf(backend, tensor), dtype));
}

/** Calls `see` with every tensor that the backend hands to the addon, until the result is called. */
export function watchInputs(
  backend: Backend,
  see: (id: number, tensor: tf.TensorInfo) => void,
): () => void {
  const getIds: (tensors: readonly tf.TensorInfo[]) => number[] =
    backend["getInputTensorIds"].bind(backend);
  backend["getInputTensorIds"] = (tensors: readonly tf.TensorInfo[]) => {
    const ids = getIds(tensors);
    for (const [i, id] of ids.entries()) see(id, tensors[i]!);
    return ids;
  };
  return () => Reflect.deleteProperty(backend, "getInputTensorIds");
}
