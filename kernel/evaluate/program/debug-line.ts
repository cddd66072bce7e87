import type { DebugEvent, DebugRequest, DebugResponse } from "../types.ts";
import type { Command, ProgramMessage } from "./protocol.ts";

type DebugMessage = Extract<ProgramMessage, { readonly type: "debug" | "debugged" }>;

/** Takes debug requests to the program, and its answers and events back. */
export class DebugLine {
  readonly #waiting = new Map<
    number,
    { request: DebugRequest; answer: (r: DebugResponse) => void }
  >();
  #onEvent: (event: DebugEvent) => void = () => {};
  #last = 0;

  /** @param onEvent - Takes the events from now on. */
  ask(
    request: DebugRequest,
    onEvent: (event: DebugEvent) => void,
    program: { send(command: Command): void },
  ): Promise<DebugResponse> {
    this.#onEvent = onEvent;
    this.#last += 1;
    const id = this.#last;
    program.send({ type: "debug", id, request });
    return new Promise((answer) => this.#waiting.set(id, { request, answer }));
  }

  take(message: DebugMessage): void {
    if (message.type === "debug") {
      this.#onEvent(message.event);
      return;
    }
    this.#waiting.get(message.id)?.answer(message.response);
    this.#waiting.delete(message.id);
  }

  /** The program has ended: answers what waits, and tells that nothing is debugged any more. */
  cut(): void {
    for (const { request, answer } of this.#waiting.values()) {
      answer({
        type: "response",
        seq: 0,
        request_seq: request.seq,
        command: request.command,
        success: false,
        message: "The program has ended.",
        body: {},
      });
    }
    this.#waiting.clear();
    this.#onEvent({ type: "event", seq: 0, event: "terminated", body: {} });
  }
}
