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
export { assertFinite } from "./numerics.ts";
export { createRandom, type Random } from "./random.ts";
