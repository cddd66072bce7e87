import { nativeBackend, tf } from "../engine.ts";
import { CompileError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import type { Backend } from "./handles.ts";
import { Program } from "./program.ts";
import { activeRecorder, Recorder } from "./recorder.ts";
import { type CompiledResult, packResult, tensorsOf } from "./result.ts";
import { withXla } from "./xla.ts";

/** An argument of a compiled function: tensors are inputs; all else decides which graph is run. */
export type CompileArgument = tf.Tensor | number | string | boolean;

/** Options of {@link compile}. */
export interface CompileOptions {
  /**
   * Hands the graph to XLA, which takes seconds and fuses what is elementwise; what it can not compile
   * stays outside. On a CPU it pays for long elementwise chains, not for networks. Default false.
   */
  readonly xla?: boolean;
}

/** A function that runs as a graph. */
export interface Compiled<A extends readonly CompileArgument[], R extends CompiledResult> {
  (...args: A): R;
  /** How many graphs it has: one for each combination of shapes, dtypes and other arguments. */
  readonly numTraces: number;
  /** Copies the variables' values out of the session now; by itself this happens when one is used. */
  sync(): void;
  /** Frees the session; the variables keep their values. */
  dispose(): void;
}

/** A combination of arguments that was met. */
type Trace<R> =
  | { readonly entry: Entry; readonly example: R }
  | { readonly createdVariables: true };

/**
 * Makes a function of tensors run as one TensorFlow graph instead of operation by operation.
 *
 * The first call with new shapes, dtypes or other arguments runs the function as it is and records
 * the operations; later calls run the recorded graph. Variables are part of it: they are read and
 * assigned inside, and a value is copied out when something else uses the variable. What the
 * function computes from numbers of the host is frozen; numbers that change are passed as tensors.
 * Gradients, gathers and the random operations of `createDeviceRandom` are recorded like all others.
 * Without the native engine, inside another compiled function, and where a gradient is taken through
 * it, the function simply runs.
 *
 * @param fn - Takes tensors, numbers, strings and booleans; gives tensors. Must not read a tensor to
 *   the host.
 * @throws {CompileError} From a call, if the function reads a tensor to the host, draws random
 *   numbers there, makes variables at every call, or uses an operation a graph can not have.
 * @throws {ConfigError} From a call, if one of its variables was disposed.
 * @example
 * const step = compile((x: tf.Tensor2D) => {
 *   const { value, grads } = tf.variableGrads(() => loss(x));
 *   weight.assign(weight.sub(grads[weight.name]!.mul(0.1)));
 *   return value;
 * });
 * for (const x of batches) step(x).dispose();
 */
export function compile<A extends readonly CompileArgument[], R extends CompiledResult>(
  fn: (...args: A) => R,
  { xla = false }: CompileOptions = {},
): Compiled<A, R> {
  const traces = new Map<string, Trace<R>>();
  let program: Program | undefined;

  const record = (backend: Backend, key: string, args: A): R => {
    program ??= new Program(backend);
    const prefix = `trace_${traces.size}`;
    const { result, recording } = recordCall(new Recorder(backend, prefix, program), fn, args);
    if (!recording.createsVariables) {
      const nodes = xla ? withXla(recording.nodes, prefix) : recording.nodes;
      traces.set(key, { entry: program.add({ ...recording, nodes }, prefix), example: result });
      return result;
    }
    if (traces.has(key)) {
      tf.dispose([...tensorsOf(result)]);
      throw new CompileError(
        "compile: the function may make variables at its first call only, got new ones at the second. Make them outside.",
      );
    }
    traces.set(key, { createdVariables: true });
    return result;
  };

  const call = (...args: A): R => {
    const backend = nativeBackend();
    if (backend === undefined || activeRecorder() || isTapeOn()) return fn(...args);
    const key = signatureOf(args);
    const trace = traces.get(key);
    if (trace === undefined || "createdVariables" in trace) return record(backend, key, args);
    return packResult(trace.example, program!.run(trace.entry, args.filter(isTensor)));
  };
  return Object.defineProperty(
    Object.assign(call, {
      numTraces: 0,
      sync: () => program?.sync(),
      dispose: () => {
        program?.dispose();
        program = undefined;
        traces.clear();
      },
    }),
    "numTraces",
    { get: () => traces.size },
  );
}

/** Runs and records the function on copies of its tensors; the results outlive it, nothing else does. */
function recordCall<A extends readonly CompileArgument[], R extends CompiledResult>(
  recorder: Recorder,
  fn: (...args: A) => R,
  args: A,
) {
  const engine = tf.engine();
  engine.startScope();
  let results: readonly tf.Tensor[] = [];
  try {
    const recorded = recorder.record(args.filter(isTensor), (copies) => {
      let next = 0;
      const replaced = args.map((arg) => (isTensor(arg) ? copies[next++]! : arg));
      const result = fn(...(replaced as unknown as A)); // argument by argument of the same type
      // A result may be a variable or an argument: what the caller gets is its own.
      return packResult(
        result,
        tensorsOf(result).map((tensor) => tf.clone(tensor)),
      );
    });
    results = tensorsOf(recorded.result);
    return recorded;
  } finally {
    engine.endScope([...results]);
  }
}

function signatureOf(args: readonly CompileArgument[]): string {
  return args
    .map((arg) => {
      if (typeof arg === "string") return JSON.stringify(arg);
      return isTensor(arg) ? `${arg.dtype}[${arg.shape}]` : String(arg);
    })
    .join(";");
}

/** Whether a gradient through what is run now will be taken: it must see each operation. */
function isTapeOn(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

function isTensor(arg: CompileArgument): arg is tf.Tensor {
  return arg instanceof tf.Tensor;
}
