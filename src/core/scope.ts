import { tf } from "./engine.ts";

/**
 * Runs `body` and disposes the tensors it made, save those given to `tf.keep` or a variable.
 *
 * `tf.tidy` does this only for results that are tensors in mutable containers.
 *
 * @returns What `body` returns; tensors in it must be kept.
 */
export function scoped<T>(body: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return body();
  } finally {
    engine.endScope();
  }
}
