import { nativeBackend, tf } from "../engine.ts";
import { withGradient } from "./custom-gradient.ts";
import { runNative } from "./native.ts";

/**
 * `max(x, 0)`, with gradient 0 at 0; forward and backward are one operation each, where tfjs's own
 * gradient takes eight. Differentiable once.
 *
 * @param x - float32, any shape.
 * @returns Like `x`.
 */
export function relu<T extends tf.Tensor>(x: T): T {
  return withGradient<T>([x], (save) => {
    const value = tf.relu(x);
    save([value]);
    return { value, gradFunc: (dy, [rectified]) => [reluGradient(dy, rectified!)] };
  });
}

function reluGradient(dy: tf.Tensor, rectified: tf.Tensor): tf.Tensor {
  const backend = nativeBackend();
  if (backend === undefined) return dy.mul(tf.sign(rectified));
  return runNative(backend, {
    name: "ReluGrad",
    inputs: [dy, rectified],
    attributes: { types: { T: "float32" } },
  });
}
