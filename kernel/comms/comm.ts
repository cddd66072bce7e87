import type { CommMessage } from "../evaluate/types.ts";

/** What a message of a comm carries beside its JSON; `buffers` go as they are. */
export interface CommOptions {
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What came from a page. */
export type CommEvent = Pick<CommMessage, "data" | "metadata" | "buffers">;

/** Called with what came; a promise that it returns belongs to the handling, its failure too. */
export type CommHandler = (event: CommEvent) => unknown;

/** One end of a two-way line between the program and a page. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  /** False once either end has closed it. */
  readonly isOpen: boolean;
  /**
   * Sends a message to the page.
   *
   * @throws {Error} If the comm is closed.
   */
  send(data: Readonly<Record<string, unknown>>, options?: CommOptions): void;
  /** Calls `handler` for each message of the page, also while a cell awaits. */
  onMsg(handler: CommHandler): void;
  /** Calls `handler` when the page closes the comm. */
  onClose(handler: CommHandler): void;
  /** Closes the comm and tells the page; a closed comm stays closed. */
  close(data?: Readonly<Record<string, unknown>>, options?: CommOptions): void;
}

/** Sends a message to the pages. */
export type SendComm = (message: CommMessage) => void;

/** A comm as the registry holds it. */
export class CommEnd implements Comm {
  readonly id: string;
  readonly target: string;
  readonly #send: SendComm;
  readonly #handlers: Readonly<Record<"message" | "close", CommHandler[]>> = {
    message: [],
    close: [],
  };
  #isOpen: boolean = true;

  constructor(id: string, target: string, send: SendComm) {
    this.id = id;
    this.target = target;
    this.#send = send;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(data: CommMessage["data"], options?: CommOptions): void {
    if (!this.#isOpen) {
      throw new Error(`comm.send: an open comm is required, got one that was closed (${this.id})`);
    }
    this.#send({ event: "message", ...contentOf(this.id, data, options) });
  }

  onMsg(handler: CommHandler): void {
    this.#handlers.message.push(handler);
  }

  onClose(handler: CommHandler): void {
    this.#handlers.close.push(handler);
  }

  close(data: CommMessage["data"] = {}, options?: CommOptions): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#send({ event: "close", ...contentOf(this.id, data, options) });
  }

  /** The handlers of what came from the page. */
  receive(event: "message" | "close"): readonly CommHandler[] {
    if (event === "close") this.#isOpen = false;
    return [...this.#handlers[event]];
  }
}

/** What every message of a comm has. */
export function contentOf(
  comm: string,
  data: CommMessage["data"],
  { buffers = [], metadata = {} }: CommOptions = {},
): Omit<CommMessage, "event"> {
  return { comm, data, metadata, buffers: buffers.map(toBytes) };
}

function toBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
}
