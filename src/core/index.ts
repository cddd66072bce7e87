export {
  type CompileArgument,
  type Compiled,
  type CompiledResult,
  type CompileOptions,
  compile,
} from "./compile/index.ts";
export { decodeJpeg } from "./decode-image.ts";
export { type EngineInfo, engineInfo, measureMatmul, tf } from "./engine.ts";
export {
  CompileError,
  ConfigError,
  DatasetError,
  type DatasetFile,
  EngineError,
  NumericsError,
  type NumericsSite,
  ReproError,
  ShapeError,
  type ShapeMismatch,
} from "./errors.ts";
export { createEventWriter } from "./event-writer.ts";
export { nearestName, requireKnownName } from "./names.ts";
export { assertFinite } from "./numerics.ts";
export {
  type AdamCoefficients,
  type AdamTensors,
  type AttentionCache,
  type AttentionHeads,
  adamStep,
  adaptedLinear,
  type BatchNormalizeOptions,
  type BatchNormalizeResult,
  batchNormalize,
  batchNormalizeWith,
  biasAdd,
  type Conv2dOptions,
  type CustomGradient,
  cachedAttention,
  combination,
  conv2d,
  createDeviceRandom,
  type DeviceRandom,
  dots,
  dropout,
  type LowRankChange,
  linear,
  type MomentumCoefficients,
  type MomentumStep,
  momentumStep,
  multiplyAdd,
  recomputed,
  relu,
  rmsNorm,
  rotary,
  softmaxCrossEntropies,
  softmaxCrossEntropy,
  swiglu,
  treeAttention,
  withGradient,
} from "./ops/index.ts";
export { createRandom, type Random } from "./random.ts";
export { type NumberRange, requireInRange } from "./ranges.ts";
export { scoped } from "./scope.ts";
export { selectAll } from "./select.ts";
