import type { MimeBundle } from "../../evaluate/types.ts";
import { arrayBundle } from "./array-bundle.ts";

/** What is asked of a tensor: TensorFlow.js tensors and variables have it. */
interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly name?: unknown;
  readonly isDisposed?: unknown;
  dataSync(): ArrayLike<unknown>;
}

function isTensor(value: object): value is TensorLike {
  return (
    "dataSync" in value &&
    typeof value.dataSync === "function" &&
    "dtype" in value &&
    typeof value.dtype === "string" &&
    "shape" in value &&
    Array.isArray(value.shape) &&
    value.shape.every((length) => typeof length === "number")
  );
}

/** A tensor: kind, dtype, shape, statistics, a picture when shaped like one, values. */
export function formatTensor(value: object): MimeBundle | undefined {
  if (!isTensor(value)) return undefined;
  const { shape, dtype } = value;
  const kind = "trainable" in value ? "Variable" : "Tensor";
  const name = kind === "Variable" && typeof value.name === "string" ? ` ${value.name}` : "";
  const title = `${kind}${name} ${dtype} [${shape.join(", ")}]`;
  if (value.isDisposed === true) return { "text/plain": `${title} (disposed)` };
  const values = value.dataSync();
  // Real and imaginary parts alternate: a last axis of two.
  const isComplex = dtype === "complex64";
  return arrayBundle({ title, shape: isComplex ? [...shape, 2] : shape, values });
}
