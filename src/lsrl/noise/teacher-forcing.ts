import type { Network } from "../network/index.ts";
import { createRunner, type PackedNetwork, packNetwork, tapeSlots } from "../network/index.ts";

/**
 * Runs disturbed copies of a network beside it. Before each token every state of a copy is set to
 * that of the undisturbed network, so that errors do not add up over the prompt.
 *
 * @param network - Undisturbed.
 * @param copies - Packed copies of it with other weights.
 * @param numLast - How many of the last outputs are kept.
 * @returns `[copies][numLast][outputDim]`.
 * @see Petrov et al. 2024 (LSRL), section 5.
 */
export function runTeacherForced(
  network: Network,
  copies: readonly PackedNetwork[],
  sequence: readonly ArrayLike<number>[],
  numLast: number,
): number[][][] {
  const states = tapeSlots(network).filter(({ kind }) => kind === "LinState");
  const teacher = createRunner(packNetwork(network));
  const pupils = copies.map((copy) => createRunner(copy));
  const outputs: number[][][] = copies.map(() => []);
  sequence.forEach((token, t) => {
    pupils.forEach(({ tape, step }, i) => {
      for (const { offset, width } of states) {
        for (let k = offset; k < offset + width; k += 1) tape[k] = teacher.tape[k]!;
      }
      step(token);
      if (t >= sequence.length - numLast) {
        outputs[i]!.push(Array.from(tape.subarray(tape.length - network.outputDim)));
      }
    });
    teacher.step(token);
  });
  return outputs;
}
