import { tf } from "../engine.ts";
import { withGradient } from "./custom-gradient.ts";

/**
 * Runs a function whose intermediate values are computed again for the gradient instead of kept:
 * less memory, a second forward pass. Differentiable in the inputs, and in nothing else that `fn` uses.
 *
 * @param fn - Gives equal results for equal inputs; what it draws at random would differ.
 * @see Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv 1604.06174.
 */
export function recomputed<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  fn: (inputs: readonly tf.Tensor[]) => T,
): T {
  return withGradient<T>(inputs, (save) => {
    save([...inputs]);
    return {
      value: fn(inputs),
      gradFunc: (dy, saved) => {
        const one = oneAfter(dy);
        // Otherwise a graph would take the second pass for the first, or run it at once.
        const delayed = saved.map((input) => input.mul(one));
        return onOwnTape(() => tf.grads((...again: tf.Tensor[]) => fn(again))(delayed, dy));
      },
    };
  });
}

/** Takes gradients while others are taken: tfjs would lose the tape of those. */
function onOwnTape<T>(body: () => T): T {
  const { state } = tf.engine();
  const outer = state.activeTape;
  try {
    return body();
  } finally {
    state.activeTape = outer;
  }
}

/** 1, known only once `dy` is; NaN if `dy` begins with NaN. */
function oneAfter(dy: tf.Tensor): tf.Scalar {
  const first = dy.flatten().slice([0], [1]).asScalar();
  return tf.where(tf.isNaN(first), first, tf.onesLike(first)).asScalar();
}
