import {
  type CompileArgument,
  type Compiled,
  type CompiledResult,
  compile,
  scoped,
  tf,
} from "../../core/index.ts";

/**
 * Compiles a function so that all its results come from the graph, the first ones too: `compile`
 * runs the function operation by operation when it records it, which rounds otherwise. A run that
 * goes on from a checkpoint, and so records later, then gives the same numbers as one that was not
 * stopped. Recording a call costs one more.
 *
 * @param fn - As for `compile`; it may make no variables.
 */
export function compileExactly<A extends readonly CompileArgument[], R extends CompiledResult>(
  fn: (...args: A) => R,
): Pick<Compiled<A, R>, "dispose"> & ((...args: A) => R) {
  const compiled = compile(fn);
  const recorded = new Set<string>();
  const call = (...args: A): R => {
    const key = args.map(describe).join(";");
    if (!recorded.has(key)) {
      keepVariables(() => scoped(() => compiled(...args)));
      recorded.add(key);
    }
    return compiled(...args);
  };
  return Object.assign(call, { dispose: compiled.dispose });
}

function describe(arg: CompileArgument): string {
  return arg instanceof tf.Tensor ? `${arg.dtype}[${arg.shape}]` : JSON.stringify(arg);
}

/** Runs `body`; all variables then have the values from before. */
function keepVariables(body: () => unknown): void {
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
