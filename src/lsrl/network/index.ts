export {
  composeMaps,
  identityMap,
  type RowSum,
  scaleMap,
  stackMaps,
  sumRows,
} from "./affine-map.ts";
export { type BinaryProductOptions, binaryProductsToRelus } from "./binary-products.ts";
export { createLayerRunner } from "./layer-runner.ts";
export {
  type GatedLayer,
  LayeredNetwork,
  type LayeredParts,
  type LayeredSize,
  type LayerSize,
  type LinearLayer,
  type RecurrentLayer,
  toLayers,
} from "./layers.ts";
export { Network, type NetworkParts, type NetworkSize } from "./network.ts";
export { type PackedNetwork, packNetwork, tapeSlots } from "./packed.ts";
export { createRunner, type Runner } from "./runner.ts";
export {
  type AffineMap,
  type ProductStage,
  type ReluStage,
  type Stage,
  type StateStage,
  stageLetters,
  stageMatrices,
} from "./stage.ts";
export { largestWithin, mapBounds, unitBounds } from "./unit-bounds.ts";
