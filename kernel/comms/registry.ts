import { randomUUID } from "node:crypto";
import type { CommMessage } from "../evaluate/types.ts";
import {
  type Comm,
  CommEnd,
  type CommEvent,
  type CommOptions,
  contentOf,
  type SendComm,
} from "./comm.ts";

/** Called when a page opens a comm, with the comm and what the page sent along. */
export type OpenHandler = (comm: Comm, open: CommEvent) => unknown;

/** Knows the targets and the open comms of this process. */
export class CommRegistry {
  readonly #send: SendComm;
  readonly #targets = new Map<string, OpenHandler>();
  readonly #comms = new Map<string, CommEnd>();

  constructor(send: SendComm) {
    this.#send = send;
  }

  register(target: string, handler: OpenHandler): void {
    this.#targets.set(target, handler);
  }

  open(target: string, data: CommMessage["data"], options?: CommOptions): Comm {
    const comm = this.#add(randomUUID(), target);
    this.#send({ event: "open", target, ...contentOf(comm.id, data, options) });
    return comm;
  }

  /**
   * Hands a page's message to its handlers.
   *
   * @param onError - Called with what a handler throws; the others are called all the same.
   * @returns Settles, without failing, when every handler has ended.
   */
  async receive(message: CommMessage, onError: (error: unknown) => void): Promise<void> {
    if (message.event === "open") {
      await this.#accept(message, message.target, onError);
      return;
    }
    const comm = this.#comms.get(message.comm);
    if (message.event === "close") this.#comms.delete(message.comm);
    const handlers = comm?.receive(message.event) ?? [];
    await Promise.all(handlers.map((handler) => call(() => handler(message), onError)));
  }

  /** A comm that nobody wants, or that its target fails to take, is closed. */
  async #accept(message: CommMessage, target: string, onError: (error: unknown) => void) {
    const handler = this.#targets.get(target);
    const comm = this.#add(message.comm, target);
    if (handler === undefined) comm.close();
    else {
      await call(
        () => handler(comm, message),
        (error) => {
          comm.close();
          onError(error);
        },
      );
    }
  }

  #add(id: string, target: string): CommEnd {
    const comm = new CommEnd(id, target, (message) => {
      if (message.event === "close") this.#comms.delete(id);
      this.#send(message);
    });
    this.#comms.set(id, comm);
    return comm;
  }
}

/** Starts at once; an error of the call, or of its promise, goes to `onError`. */
async function call(handle: () => unknown, onError: (error: unknown) => void): Promise<void> {
  try {
    await handle();
  } catch (error) {
    onError(error);
  }
}
