export { type EngineInfo, engineInfo, measureMatmul, tf } from "./engine.ts";
export {
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
export { nearestName, requireKnownName } from "./names.ts";
export { assertFinite, type NumberRange, requireInRange } from "./numerics.ts";
export { createRandom, type Random } from "./random.ts";
export { scoped } from "./scope.ts";
