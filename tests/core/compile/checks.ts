import { expect } from "vitest";
import { nativeBackend } from "../../../src/core/engine.ts";
import { tf } from "../../../src/core/index.ts";

/** Reads a result and frees it. */
export function read(tensor: tf.Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

/** Runs `body` and checks that it leaves no tensor, neither of tfjs nor of the addon. */
export function leavesNothing(body: () => void): void {
  const count = () => [tf.memory().numTensors, nativeBackend()!.getNumOfTFTensors()];
  const before = count();
  body();
  expect(count()).toEqual(before);
}

/** A scalar tensor. */
export const scalar = (value: number) => tf.scalar(value);

/** A variable that is the only owner of its value. */
export function variable(value: tf.Tensor, name?: string): tf.Variable {
  const made = tf.variable(value, true, name);
  value.dispose();
  return made;
}
