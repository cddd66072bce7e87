import { commRegistry } from "../../comms/index.ts";
import type { CommDelivery } from "./control-messages.ts";
import { send } from "./output-pipe.ts";
import { currentOwner, type Owner, setOwner } from "./owner.ts";
import { print } from "./streams.ts";
import { printReport } from "./uncaught.ts";

/**
 * Runs the handlers of comm messages, beside the running task and whatever it awaits. As in
 * `Runner`, a termination may cut any function here short; the barrier that follows calls `stop`.
 */
export class CommHandlers {
  /** Handlers that have not ended. */
  readonly #running = new Set<Owner>();
  /** Displays that the handler which runs at this moment still makes. */
  #pending: Promise<unknown>[] | undefined;
  /** Who was responsible before that handler. */
  #outer: Owner | undefined;

  take({ id, message }: CommDelivery): void {
    const owner = { cell: id, stop: new AbortController() };
    this.#running.add(owner);
    const pending: Promise<unknown>[] = [];
    this.#pending = pending;
    this.#outer = currentOwner();
    const handled = inNameOf(owner, () =>
      commRegistry().receive(message, (error) => {
        inNameOf(owner, () => printReport("Error in a comm's handler", error));
      }),
    );
    this.#pending = undefined;
    void handled.then(() => Promise.allSettled(pending)).then(() => this.#end(owner));
  }

  /** Has the handler that runs at this moment, if there is one, wait for `work`. */
  waitFor(work: Promise<unknown>): boolean {
    this.#pending?.push(work);
    return this.#pending !== undefined;
  }

  /** Ends all handlers: they were terminated, or lost what they awaited. */
  stop(): void {
    this.#pending = undefined;
    for (const owner of this.#running) {
      owner.stop.abort();
      if (owner === currentOwner()) setOwner(this.#outer);
      inNameOf(owner, () => print("stderr", "Interrupted: a comm's handler was stopped\n"));
      this.#end(owner);
    }
  }

  #end(owner: Owner): void {
    if (this.#running.delete(owner)) send({ type: "handled", id: owner.cell });
  }
}

/** Calls `action` with `owner` responsible for what it does before it first awaits. */
function inNameOf<T>(owner: Owner, action: () => T): T {
  const previous = currentOwner();
  setOwner(owner);
  try {
    return action();
  } finally {
    setOwner(previous);
  }
}
