export { Network, type NetworkParts, type NetworkSize } from "./network.ts";
export { type PackedNetwork, packNetwork, type TapeSlot, tapeSlots } from "./packed.ts";
export { createRunner, type Runner } from "./runner.ts";
export {
  type AffineMap,
  type ProductStage,
  type ReluStage,
  type Stage,
  type StateStage,
  stageBiases,
  stageLetters,
  stageMatrices,
} from "./stage.ts";
