import { nativeBackend, tf } from "../../engine.ts";
import { runNative } from "../native.ts";

/**
 * Lets the gradients of tfjs-node's convolution take explicit padding, as its forward pass and
 * TensorFlow's own operations do.
 */
export function replaceConvGradients(): void {
  // TensorFlow's order of inputs: the sizes stand where the tensor they describe would.
  replaceGradient("Conv2DBackpropInput", "inputShape", (sizes, { filter, dy }) => [
    sizes,
    filter,
    dy,
  ]);
  replaceGradient("Conv2DBackpropFilter", "filterShape", (sizes, { x, dy }) => [x, sizes, dy]);
}

type Inputs = Parameters<tf.KernelFunc>[0]["inputs"];

function replaceGradient(
  name: "Conv2DBackpropInput" | "Conv2DBackpropFilter",
  shapeAttribute: "inputShape" | "filterShape",
  order: (sizes: tf.TensorInfo, inputs: Inputs) => (tf.TensorInfo | undefined)[],
): void {
  const original = tf.getKernel(name, "tensorflow");
  tf.unregisterKernel(name, "tensorflow");
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const backend = nativeBackend();
      const { pad, strides, dataFormat } = call.attrs ?? {};
      const isExplicit = Array.isArray(pad) && dataFormat === "NHWC";
      if (!backend || !isExplicit) return original.kernelFunc(call);
      const sizes = tf.tensor1d(numbersIn(call.attrs?.[shapeAttribute]), "int32");
      const inputs = order(sizes, call.inputs).filter((input) => input !== undefined);
      const [height = 1, width = height] = numbersIn(strides);
      const gradient = runNative(backend, {
        name,
        inputs,
        attributes: gradientAttributes([1, height, width, 1], numbersIn(pad)),
      });
      sizes.dispose();
      return gradient;
    },
  });
}

function gradientAttributes(strides: readonly number[], paddings: readonly number[]) {
  return {
    types: { T: "float32" },
    integers: { strides, explicit_paddings: paddings, dilations: [1, 1, 1, 1] },
    strings: { padding: "EXPLICIT", data_format: "NHWC" },
    booleans: { use_cudnn_on_gpu: true },
  } as const;
}

/** Numbers of a number, or of lists of any depth. */
function numbersIn(attribute: unknown): number[] {
  if (typeof attribute === "number") return [attribute];
  return Array.isArray(attribute) ? attribute.flatMap(numbersIn) : [];
}
