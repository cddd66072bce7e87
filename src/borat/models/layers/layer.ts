import { tf } from "../../../core/index.ts";

/** Variables of a part of a model. */
export interface LayerState {
  /** What training changes through gradients, in order. */
  readonly variables: readonly tf.Variable[];
  /** What passes in training mode write; no gradient is taken of it. */
  readonly statistics: readonly tf.Variable[];
}

/** A part of a model: its variables, and a function of them. */
export interface Layer<X extends tf.Tensor = tf.Tensor4D, Y extends tf.Tensor = X>
  extends LayerState {
  /** @param training - Whether to use, and record, the statistics of this minibatch. */
  apply(x: X, training: boolean): Y;
}

/** Joins the variables of parts in their order. */
export function joinState(parts: readonly LayerState[]): LayerState {
  return {
    variables: parts.flatMap(({ variables }) => variables),
    statistics: parts.flatMap(({ statistics }) => statistics),
  };
}

/** A layer without variables. */
export function withoutState<X extends tf.Tensor>(apply: Layer<X>["apply"]): Layer<X> {
  return { variables: [], statistics: [], apply };
}

/** Applies layers one after another, freeing what each leaves besides its output. */
export function chain<X extends tf.Tensor>(layers: readonly Layer<X>[]): Layer<X> {
  return {
    ...joinState(layers),
    apply: (x, training) =>
      layers.reduce((input, layer) => tf.tidy(() => layer.apply(input, training)), x),
  };
}
