import { replaceNativeKernels } from "../engine.ts";
import { replaceReductionGradients } from "./gradients/reductions.ts";
import { replaceGather } from "./kernels/gather.ts";

export { adaptedLinear, type LowRankChange } from "./adapted-linear.ts";
export {
  type BatchNormalizeOptions,
  type BatchNormalizeResult,
  batchNormalize,
  batchNormalizeWith,
} from "./batch-normalize.ts";
export { biasAdd } from "./bias-add.ts";
export { type AttentionCache, cachedAttention } from "./cached-attention.ts";
export { type Conv2dOptions, conv2d } from "./conv2d.ts";
export { type CustomGradient, withGradient } from "./custom-gradient.ts";
export { createDeviceRandom, type DeviceRandom } from "./device-random.ts";
export { dropout } from "./dropout.ts";
export { linear } from "./linear.ts";
export {
  type AdamCoefficients,
  type AdamTensors,
  adamStep,
  combination,
  dots,
  type MomentumCoefficients,
  type MomentumStep,
  momentumStep,
  multiplyAdd,
} from "./optimizer-steps.ts";
export { recomputed } from "./recomputed.ts";
export { relu } from "./relu.ts";
export { rmsNorm } from "./rms-norm.ts";
export { rotary } from "./rotary.ts";
export { softmaxCrossEntropies, softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
export { swiglu } from "./swiglu.ts";
export { type AttentionHeads, treeAttention } from "./tree-attention.ts";

replaceNativeKernels(replaceGather);
replaceReductionGradients();
