import { type Runtime, Session } from "node:inspector";

/** How an evaluation ended. */
export type Evaluation =
  | { readonly status: "ok" }
  | {
      readonly status: "thrown";
      readonly value: unknown;
      /** Where the script is at fault that could not even start; from 1. */
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly status: "terminated" };

/** Evaluates scripts in the global scope of this thread, as the inspector's console does. */
export class Evaluator {
  readonly #session: Session = new Session();
  /** The engine's handle of a function that keeps its argument in `#thrown`. */
  readonly #keepId: string;
  #thrown: unknown;

  constructor() {
    this.#session.connect();
    this.#keepId = this.#handleOf((value: unknown) => {
      this.#thrown = value;
    });
  }

  /** Evaluates a script; `onEnd` is called once, unless a termination takes the pending promise. */
  evaluate(program: string, onEnd: (evaluation: Evaluation) => void): void {
    const objectGroup = "cell";
    const parameters = { expression: program, replMode: true, awaitPromise: true, objectGroup };
    type Response = Runtime.EvaluateReturnType | undefined;
    this.#session.post("Runtime.evaluate", parameters, (error, response: Response) => {
      // The only error of the request itself: execution was terminated.
      if (error !== null || response === undefined) onEnd({ status: "terminated" });
      else onEnd(this.#evaluationOf(response.exceptionDetails));
      this.#session.post("Runtime.releaseObjectGroup", { objectGroup });
    });
  }

  #evaluationOf(details: Runtime.ExceptionDetails | undefined): Evaluation {
    if (details === undefined) return { status: "ok" };
    const { exception, scriptId, lineNumber, columnNumber } = details;
    const value = this.#valueOf(exception);
    // The engine names a script only for text that it can not parse.
    if (scriptId === undefined) return { status: "thrown", value };
    return { status: "thrown", value, line: lineNumber + 1, column: columnNumber + 1 };
  }

  /** The value itself, of which the engine gives a handle or a text. */
  #valueOf(exception: Runtime.RemoteObject | undefined): unknown {
    const { objectId, value, unserializableValue } = exception ?? {};
    this.#session.post("Runtime.callFunctionOn", {
      objectId: this.#keepId,
      functionDeclaration: "function (value) { this(value); }",
      arguments: [
        {
          ...(objectId === undefined ? { value } : { objectId }),
          ...(unserializableValue === undefined ? {} : { unserializableValue }),
        },
      ],
    });
    const thrown = this.#thrown;
    this.#thrown = undefined;
    return thrown;
  }

  #handleOf(target: unknown): string {
    const name = Symbol.for("triptych.handle");
    Reflect.set(globalThis, name, target);
    let handle: string | undefined;
    const expression = 'globalThis[Symbol.for("triptych.handle")]';
    this.#session.post("Runtime.evaluate", { expression }, (_error, response) => {
      handle = response?.result.objectId;
    });
    Reflect.deleteProperty(globalThis, name);
    if (handle === undefined) throw new Error("Evaluator: the inspector does not answer");
    return handle;
  }
}
