import type { tf } from "../../../core/index.ts";
import { relu } from "../../../core/index.ts";
import type { LayerState } from "./layer.ts";

/** Rectifies tensors of any rank. */
export const reluLayer: LayerState & { apply<T extends tf.Tensor>(x: T): T } = {
  variables: [],
  statistics: [],
  apply: relu,
};
