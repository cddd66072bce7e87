import type { Runtime } from "node:inspector";
import type { Session } from "node:inspector/promises";
import { expressionOf } from "./expressions.ts";
import { DebugError } from "./protocol.ts";

/** With fields that are missing in Node's types. */
type EvaluateParameters = Runtime.EvaluateParameterType & {
  readonly throwOnSideEffect: boolean;
  readonly disableBreaks: boolean;
  readonly timeout: number;
};

/** How an expression is evaluated. */
interface EvaluateOptions {
  /** The engine's name of the frame to evaluate in; else the global scope. */
  readonly callFrameId?: string | undefined;
  /** Milliseconds after which it is stopped: an interrupt could not do that. */
  readonly timeout: number;
  /** Refuses whatever could change the program's state. */
  readonly isPure?: boolean;
  /** Gives a copy as JSON instead of a reference. */
  readonly returnByValue?: boolean;
}

/**
 * Evaluates TypeScript in the main thread, also while it stands still.
 *
 * @throws {DebugError} With what the expression threw.
 */
export async function evaluate(
  session: Session,
  text: string,
  { callFrameId, timeout, isPure = false, returnByValue = false }: EvaluateOptions,
): Promise<Runtime.RemoteObject> {
  const parameters: EvaluateParameters = {
    expression: expressionOf(text),
    silent: true,
    generatePreview: !returnByValue,
    returnByValue,
    throwOnSideEffect: isPure,
    disableBreaks: true,
    timeout,
  };
  const { result, exceptionDetails } =
    callFrameId === undefined
      ? await session.post("Runtime.evaluate", parameters)
      : await session.post("Debugger.evaluateOnCallFrame", { ...parameters, callFrameId });
  if (exceptionDetails === undefined) return result;
  const { exception, text: summary } = exceptionDetails;
  throw new DebugError(exception?.description ?? String(exception?.value ?? summary));
}
