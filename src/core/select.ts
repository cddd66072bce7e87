import { activeRecorder } from "./compile/recorder.ts";
import { tf } from "./engine.ts";

/**
 * Takes one of two lists of tensors: on the device the choice costs no pass over them.
 *
 * @param condition - Bool scalar.
 * @param whenTrue - Any shapes and dtypes.
 * @param whenFalse - Like `whenTrue`, entry by entry.
 * @returns New tensors that share memory with those chosen.
 */
export function selectAll(
  condition: tf.Tensor,
  whenTrue: readonly tf.Tensor[],
  whenFalse: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  if (whenTrue.length === 0) return [];
  const recorder = activeRecorder();
  if (recorder) return recorder.select(condition, whenTrue, whenFalse);
  const chosen = condition.dataSync()[0] ? whenTrue : whenFalse;
  return chosen.map((tensor) => tf.clone(tensor));
}
