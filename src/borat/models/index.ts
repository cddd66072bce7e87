export { type ConvNetOptions, convNet } from "./conv-net.ts";
export { type MlpOptions, mlp } from "./mlp.ts";
export type { Model } from "./model.ts";
