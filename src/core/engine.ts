import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { SummaryFileWriter } from "@tensorflow/tfjs-node-gpu/dist/tensorboard.js";
import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import { EngineError } from "./errors.ts";

export { tf };

const PACKAGE = "@tensorflow/tfjs-node-gpu";
const require = createRequire(import.meta.url);

/** What runs the tensor operations of this process. */
export interface EngineInfo {
  /** tfjs backend name: `tensorflow` is the native one. */
  readonly backend: string;
  /** Whether operations run in the native TensorFlow library. */
  readonly native: boolean;
  /** Version of the native TensorFlow library; absent without one. */
  readonly library: string | undefined;
  readonly device: "CPU" | "GPU";
  /** Node version, without the `v`. */
  readonly node: string;
}

let native: TFJSBinding | undefined;
let hasOwnKernels = false;
let nativeBackendStarted: NodeJSKernelBackend | undefined;
const nativeKernels: (() => void)[] = [];

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined` and `util.isArray`, which Node 22 warns of and
 * later versions lack.
 * https://nodejs.org/api/deprecations.html#DEP0044
 */
function replaceRemovedUtilities(): void {
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
}

/**
 * Loads the addon and gives its backend.
 *
 * The package's own entry point would load it on import (a second that a kernel without tensors
 * should not pay), search it with node-pre-gyp, and print advice; this does the rest of its work.
 */
function startNativeBackend(): tf.KernelBackend {
  replaceRemovedUtilities();
  // Errors only: the library's start-up notes would appear in notebooks.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  try {
    const binding: TFJSBinding = require(`${PACKAGE}/lib/napi-v8/tfjs_binding.node`);
    require(`${PACKAGE}/dist/register_all_kernels.js`);
    const backend: typeof import("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js") =
      require(`${PACKAGE}/dist/nodejs_kernel_backend.js`);
    native = binding;
    hasOwnKernels = findOwnKernels(binding);
    for (const register of nativeKernels) register();
    nativeBackendStarted = new backend.NodeJSKernelBackend(binding, PACKAGE);
    return nativeBackendStarted;
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split("\n", 1)[0];
    process.stderr.write(
      `engine: native TensorFlow did not load (${reason}); using the slow JavaScript backend. Run: npm run setup\n`,
    );
    // tfjs would now repeat this in its own words, with advice that does not apply here.
    tf.env().set("PROD", true);
    throw cause;
  }
}

function registerEngine(): void {
  const NATIVE_PRIORITY = 3; // above the cpu backend's 1, which tfjs takes when ours throws
  tf.registerBackend("tensorflow", startNativeBackend, NATIVE_PRIORITY);
  const files: typeof import("@tensorflow/tfjs-node-gpu/dist/io/file_system.js") = require(
    `${PACKAGE}/dist/io/file_system.js`,
  );
  tf.io.registerLoadRouter(files.nodeFileSystemRouter);
  tf.io.registerSaveRouter(files.nodeFileSystemRouter);
}

registerEngine();

/**
 * Gives the native backend when it is the one in use; starts the engine if nothing has yet.
 *
 * Its `binding` may be exchanged at any time, so reach it through here for each operation.
 *
 * @returns `undefined` when another backend runs the tensors.
 */
export function nativeBackend(): NodeJSKernelBackend | undefined {
  tf.backend();
  return tf.getBackend() === "tensorflow" ? nativeBackendStarted : undefined;
}

/**
 * Gives the native backend when the operations of scripts/setup/*kernels.cc can run in it: on a CPU,
 * with the addon that set-up compiled.
 */
export function ownKernels(): NodeJSKernelBackend | undefined {
  const backend = nativeBackend();
  return hasOwnKernels ? backend : undefined;
}

function findOwnKernels(binding: TFJSBinding): boolean {
  if (binding.isUsingGpuDevice()) return false;
  const one = binding.createTensor([1, 1], binding.TF_FLOAT, new Float32Array([1]));
  try {
    // Of the newest kind, which an addon from before lacks.
    const [product] = binding.executeOp("TriptychLinear", [], [one, one], 1);
    binding.deleteTensor(product!.id);
    return true;
  } catch {
    return false; // the prebuilt addon knows no such operation
  } finally {
    binding.deleteTensor(one);
  }
}

/** Runs `register` once the native backend's own kernels are registered, so that it can replace them. */
export function replaceNativeKernels(register: () => void): void {
  if (native === undefined) nativeKernels.push(register);
  else register();
}

/**
 * Tells which engine runs this process's tensors; starts it if nothing has yet.
 *
 * @returns Backend, device and versions, as `npm run doctor` and run records show them.
 */
export function engineInfo(): EngineInfo {
  tf.backend();
  return {
    backend: tf.getBackend(),
    native: native !== undefined,
    library: native?.TF_Version,
    device: native?.isUsingGpuDevice() === true ? "GPU" : "CPU",
    node: process.versions.node,
  };
}

/**
 * Opens a file of TensorBoard's events in a folder, which is made when needed.
 *
 * @throws {EngineError} Without native TensorFlow.
 */
export function openEventFile(folder: string): SummaryFileWriter {
  if (nativeBackend() === undefined) {
    throw new EngineError(
      "openEventFile: TensorBoard's events need native TensorFlow, got the JavaScript backend. Run: npm run setup",
    );
  }
  const { summaryFileWriter }: typeof import("@tensorflow/tfjs-node-gpu/dist/tensorboard.js") =
    require(`${PACKAGE}/dist/tensorboard.js`);
  return summaryFileWriter(folder);
}

/**
 * Measures the float32 matrix product `[n, n] x [n, n]`.
 *
 * @param n - Side of both matrices, >= 1.
 * @returns Speed in GFLOP/s, best of five runs after one to warm up.
 */
export function measureMatmul(n = 1024): number {
  const RUNS = 5;
  return tf.tidy(() => {
    const a = tf.randomUniform([n, n], -1, 1, "float32", 1);
    const b = tf.randomUniform([n, n], -1, 1, "float32", 2);
    let fastest = Number.POSITIVE_INFINITY;
    for (let run = 0; run <= RUNS; run += 1) {
      const start = performance.now();
      tf.matMul(a, b).dataSync();
      if (run > 0) fastest = Math.min(fastest, performance.now() - start);
    }
    const OPERATIONS = 2 * n ** 3; // one multiplication and one addition each
    return OPERATIONS / (fastest * 1e6); // ms -> GFLOP/s
  });
}
