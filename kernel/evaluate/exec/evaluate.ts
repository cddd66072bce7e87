import { type Runtime, Session } from "node:inspector";

/** `replMode` is missing in Node's types. */
type EvaluateParameters = Runtime.EvaluateParameterType & { readonly replMode?: boolean };

/** Why a script did not run to its end. */
export type Failure =
  /** The engine can not take its text; line and column count from 1. */
  | {
      readonly type: "syntax";
      readonly message: string;
      readonly line: number;
      readonly column: number;
    }
  | { readonly type: "terminated" };

/** Evaluates scripts in the global scope of this thread, by an inspector session. */
export class Evaluator {
  readonly #session: Session = new Session();

  constructor() {
    this.#session.connect();
  }

  /**
   * Declares names as `let`, also those that are declared already, and evaluates a script that may
   * assign to them. What the script awaits is not waited for.
   */
  evaluate(names: readonly string[], script: string, onFailure: (failure: Failure) => void): void {
    this.#declare(names, (failure) => {
      if (failure !== undefined) onFailure(failure);
      else
        this.#post({ expression: script }, (failed) => failed !== undefined && onFailure(failed));
    });
  }

  /**
   * REPL mode lets a `let` be declared again. It always answers by a promise, which must be settled
   * before the user's code runs: were it dropped by a termination, the engine would report that in
   * the midst of a garbage collection, and crash (Node 22 and 24).
   */
  #declare(names: readonly string[], then: (failure: Failure | undefined) => void): void {
    if (names.length === 0) {
      then(undefined);
      return;
    }
    this.#post({ expression: `let ${names.join(", ")};`, replMode: true }, (failure) => {
      // The place is one in this text, which is not the user's.
      then(failure?.type === "syntax" ? { ...failure, line: 1, column: 1 } : failure);
    });
  }

  #post(parameters: EvaluateParameters, onEnd: (failure: Failure | undefined) => void): void {
    type Response = Runtime.EvaluateReturnType | undefined;
    this.#session.post("Runtime.evaluate", parameters, (error, response: Response) => {
      // The only error of a request itself: execution was terminated.
      onEnd(error === null ? failureOf(response?.exceptionDetails) : { type: "terminated" });
    });
  }
}

/** Scripts report what they throw by themselves: what is left is text that can not be parsed. */
function failureOf(details: Runtime.ExceptionDetails | undefined): Failure | undefined {
  if (details === undefined) return undefined;
  const { exception, lineNumber, columnNumber } = details;
  const [title = ""] = (exception?.description ?? details.text).split("\n");
  const message = title.replace(/^SyntaxError: /, "");
  return { type: "syntax", message, line: lineNumber + 1, column: columnNumber + 1 };
}
