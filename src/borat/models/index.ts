export { type ConvNetOptions, convNet } from "./conv-net.ts";
export { type Conv1dNetOptions, conv1dNet } from "./conv1d-net.ts";
export { type DenseNetBCOptions, denseNetBC } from "./dense-net.ts";
export type { ImageShape } from "./image-shape.ts";
export { type MlpOptions, mlp } from "./mlp.ts";
export type { ForwardOptions, Model } from "./model.ts";
export { type ResNet18Options, resNet18 } from "./res-net.ts";
export { type WideResNetOptions, wideResNet } from "./wide-res-net.ts";
