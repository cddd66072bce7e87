import type { Readable, Writable } from "node:stream";

/** Answers a request of the other side; notifications come here too and their result is dropped. */
export type PeerHandler = (method: string, params: unknown) => unknown;

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

interface Waiter {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const headerEnd = "\r\n\r\n";

/** JSON-RPC 2.0 over a byte stream, each message behind a `Content-Length` header. */
export class Connection {
  readonly #output: Writable;
  readonly #handler: PeerHandler;
  readonly #waiting = new Map<number, Waiter>();
  #received: Buffer = Buffer.alloc(0);
  #lastId = 0;
  #closed: Error | undefined;

  constructor(input: Readable, output: Writable, handler: PeerHandler = () => null) {
    this.#output = output;
    this.#handler = handler;
    input.on("data", (chunk: Buffer) => this.#read(chunk));
    // A pipe that breaks is reported by the process's exit or the socket's close.
    output.on("error", () => {});
  }

  /** @throws {Error} If the other side answers with an error or the connection closes first. */
  request(method: string, params: unknown): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    if (!this.#closed) this.#send({ method, params });
  }

  /** Fails what waits and all later requests with `reason`. */
  close(reason: Error): void {
    this.#closed ??= reason;
    for (const waiter of this.#waiting.values()) waiter.reject(reason);
    this.#waiting.clear();
  }

  #send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.#output.write(
      Buffer.concat([Buffer.from(`Content-Length: ${body.length}${headerEnd}`), body]),
    );
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf(headerEnd);
      if (end < 0) return;
      const header = this.#received.toString("latin1", 0, end);
      const start = end + headerEnd.length;
      const stop = start + Number(/content-length: *(\d+)/i.exec(header)?.[1] ?? 0);
      if (this.#received.length < stop) return;
      const body = this.#received.toString("utf8", start, stop);
      this.#received = this.#received.subarray(stop);
      // The other side is our own language server: a body it sends is a message.
      this.#receive(JSON.parse(body) as Message);
    }
  }

  #receive(message: Message): void {
    if (message.method !== undefined) {
      const result = this.#handler(message.method, message.params) ?? null;
      if (message.id !== undefined) this.#send({ id: message.id, result });
      return;
    }
    const waiter = this.#waiting.get(Number(message.id));
    this.#waiting.delete(Number(message.id));
    if (message.error) waiter?.reject(new Error(message.error.message));
    else waiter?.resolve(message.result);
  }
}
