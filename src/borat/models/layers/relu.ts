import type { tf } from "../../../core/index.ts";
import type { LayerState } from "./layer.ts";
import { relu } from "./stand-ins.ts";

/** Rectifies tensors of any rank. */
export const reluLayer: LayerState & { apply<T extends tf.Tensor>(x: T): T } = {
  variables: [],
  statistics: [],
  apply: relu,
};
