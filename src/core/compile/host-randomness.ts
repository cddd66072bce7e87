import { CompileError } from "../errors.ts";

/**
 * Runs `body` where `Math.random` throws: tfjs draws random numbers on the host, where a graph would
 * freeze them, and without a seed asks `Math.random` for one.
 */
export function refuseHostRandomness<T>(body: () => T): T {
  const { random } = Math;
  Math.random = () => {
    throw new CompileError(
      "compile: the function must not draw random numbers on the host, got a call of Math.random (tf.dropout, tf.randomUniform and the like make it). " +
        "Use createDeviceRandom and dropout of triptych/core, whose draws differ from step to step, or give tf.multinomial a seed.",
    );
  };
  try {
    return body();
  } finally {
    Math.random = random;
  }
}
