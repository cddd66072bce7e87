import type { Session } from "node:inspector/promises";
import { type Arguments, DebugError, type Handlers } from "./protocol.ts";
import type { Stops } from "./stops.ts";
import { typeText, valueText } from "./value-text.ts";

/** Which errors stop the program. */
export class Exceptions {
  readonly #session: Session;
  readonly #stops: Stops;
  #state: "none" | "uncaught" | "all" = "none";

  constructor(session: Session, stops: Stops) {
    this.#session = session;
    this.#stops = stops;
  }

  /** Whether only those that nothing catches do. */
  get stopAtUncaught(): boolean {
    return this.#state === "uncaught";
  }

  /** The debugger was turned off. */
  clear(): void {
    this.#state = "none";
  }

  readonly requests: Handlers = {
    setExceptionBreakpoints: ({ filters }) => this.#set(filters),
    exceptionInfo: () => this.#info(),
  };

  async #set(filters: Arguments[string]): Promise<void> {
    const given = Array.isArray(filters) ? filters : [];
    const found = (["all", "uncaught"] as const).find((state) => given.includes(state));
    this.#state = found ?? "none";
    await this.#session.post("Debugger.setPauseOnExceptions", { state: this.#state });
  }

  #info(): object {
    const exception = this.#stops.current?.exception;
    if (exception === undefined)
      throw new DebugError("exceptionInfo: a stop at an error is required");
    return {
      exceptionId: typeText(exception),
      description: valueText(exception),
      breakMode: this.#state === "all" ? "always" : "unhandled",
    };
  }
}
