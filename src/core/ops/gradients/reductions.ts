import { tf } from "../../engine.ts";

/**
 * Replaces the gradients of tfjs's sum and mean, which multiply by ones sent from the host, as many
 * as the input has values; these repeat the gradient on the device.
 */
export function replaceReductionGradients(): void {
  tf.registerGradient({
    kernelName: "Sum",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({ x: () => spread(dy, x, attributes, "sum") }),
  });
  tf.registerGradient({
    kernelName: "Mean",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({ x: () => spread(dy, x, attributes, "mean") }),
  });
}

type GradientArguments = Parameters<tf.GradFunc>;

function spread(
  dy: GradientArguments[0],
  x: tf.Tensor | undefined,
  attributes: GradientArguments[2],
  reduction: "sum" | "mean",
): tf.Tensor {
  if (Array.isArray(dy) || x === undefined) throw new Error(`${reduction}: one input, one output`);
  const axes = reducedAxes(attributes["axis"], x.shape);
  const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const share = reduction === "mean" ? dy.div(count) : dy;
  return tf.broadcastTo(share.reshape(kept), x.shape);
}

/** Axes as tfjs gives them: one, several, or, for all, none. */
function reducedAxes(axis: unknown, shape: number[]): number[] {
  if (typeof axis === "number") return tf.util.parseAxisParam(axis, shape);
  if (!Array.isArray(axis)) return shape.map((_, i) => i);
  return tf.util.parseAxisParam(axis.filter(Number.isInteger), shape);
}
