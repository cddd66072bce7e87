import { activeRecorder } from "../../compile/recorder.ts";
import { nativeBackend, tf } from "../../engine.ts";
import { ConfigError } from "../../errors.ts";
import { type NativeBackend, nativeReason, runNative } from "../native.ts";

/**
 * Replaces tfjs-node's gather, which reads all indices to the host to check them. On a CPU
 * TensorFlow checks them itself; on a GPU it would give zeros, so there the reading remains, except
 * in compiled functions, which can not read.
 */
export function replaceGather(): void {
  const original = tf.getKernel("GatherV2", "tensorflow");
  tf.unregisterKernel("GatherV2", "tensorflow");
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const backend = nativeBackend();
      const { x, indices } = call.inputs;
      const { axis, batchDims } = call.attrs ?? {};
      const isPlain = typeof axis === "number" && typeof batchDims === "number";
      const reads = backend?.isUsingGpuDevice === true && activeRecorder() === undefined;
      if (!backend || reads || !x || !indices || !isPlain) return original.kernelFunc(call);
      return gather(backend, { x, indices, axis, batchDims });
    },
  });
}

interface Gather {
  readonly x: tf.TensorInfo;
  readonly indices: tf.TensorInfo;
  readonly axis: number;
  readonly batchDims: number;
}

function gather(backend: NativeBackend, { x, indices, axis, batchDims }: Gather): tf.Tensor {
  // Fails in words of tfjs when the shapes do not fit.
  tf.backend_util.segment_util.collectGatherOpShapeInfo(x, indices, axis, batchDims);
  const axisTensor = tf.scalar(axis, "int32");
  try {
    return runNative(backend, {
      name: "GatherV2",
      inputs: [x, indices, axisTensor],
      attributes: {
        integers: { batch_dims: batchDims },
        types: { Tparams: x.dtype, Tindices: indices.dtype, Taxis: "int32" },
      },
    });
  } catch (cause) {
    throw new ConfigError(
      `gather: indices must be in [0, ${x.shape[axis]}), got ${nativeReason(cause)}`,
      { cause },
    );
  } finally {
    axisTensor.dispose();
  }
}
