import {
  type CompileArgument,
  type Compiled,
  type CompiledResult,
  compile,
  scoped,
  tf,
} from "../../core/index.ts";

/** A function whose results all come from graphs; see {@link compileExactly}. */
export interface ExactlyCompiled<A extends readonly CompileArgument[], R extends CompiledResult>
  extends Pick<Compiled<A, R>, "dispose"> {
  (...args: A): R;
  /** Only records: runs the function operation by operation, and changes its variables. */
  record(...args: A): R;
}

/**
 * Compiles a function so that all its results come from graphs, the first ones too: `compile` runs
 * the function operation by operation while it records, which rounds otherwise. A training that goes
 * on from a checkpoint, and so records later, then gives the same numbers as one that was never
 * stopped.
 *
 * A new graph makes TensorFlow prepare the others again: record all that is known beforehand.
 *
 * @param fn - As for `compile`, save that it may make no variables.
 */
export function compileExactly<A extends readonly CompileArgument[], R extends CompiledResult>(
  fn: (...args: A) => R,
): ExactlyCompiled<A, R> {
  const compiled = compile(fn);
  const recorded = new Set<string>();
  const record = (...args: A): R => {
    recorded.add(signatureOf(args));
    return compiled(...args);
  };
  const call = (...args: A): R => {
    if (!recorded.has(signatureOf(args))) {
      keepVariables(() => scoped(() => record(...args)));
    }
    return compiled(...args);
  };
  return Object.assign(call, { record, dispose: compiled.dispose });
}

/** Runs `body`; all variables then have the values from before. */
export function keepVariables(body: () => unknown): void {
  const variables = Object.values(tf.engine().registeredVariables);
  const before = variables.map((variable) => tf.clone(variable)); // shares the memory
  try {
    body();
  } finally {
    for (const [i, variable] of variables.entries()) {
      const value = before[i]!;
      if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
    }
    tf.dispose(before);
  }
}

function signatureOf(args: readonly CompileArgument[]): string {
  return args
    .map((arg) => (arg instanceof tf.Tensor ? `${arg.dtype}[${arg.shape}]` : JSON.stringify(arg)))
    .join(";");
}
