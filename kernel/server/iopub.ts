import type { Codec, JsonObject, OutgoingMessage } from "../wire/index.ts";

/** Milliseconds that printed text may wait for more. */
const joinTime = 8;
/** UTF-16 units after which printed text waits no longer. */
const joinLength = 256 * 1024;

interface PendingStream {
  readonly name: "stdout" | "stderr";
  readonly parentHeader: JsonObject;
  text: string;
}

/**
 * Publishes on iopub. Printed text is joined into few messages; it leaves before any other message,
 * so the order of a program's outputs is kept.
 */
export class IoPub {
  readonly #codec: Codec;
  readonly #send: (frames: Uint8Array[]) => void;
  #pending: PendingStream | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(codec: Codec, send: (frames: Uint8Array[]) => void) {
    this.#codec = codec;
    this.#send = send;
  }

  /** @param extra - Metadata and buffers, and a topic other than the message type. */
  publish(
    type: string,
    content: JsonObject,
    parentHeader: JsonObject,
    extra: Partial<Pick<OutgoingMessage, "identities" | "metadata" | "buffers">> = {},
  ): void {
    this.flush();
    const identities = [Buffer.from(type)];
    this.#send(this.#codec.encode({ identities, type, content, parentHeader, ...extra }));
  }

  publishStatus(state: "starting" | "busy" | "idle", parentHeader: JsonObject): void {
    this.publish("status", { execution_state: state }, parentHeader);
  }

  stream(name: "stdout" | "stderr", text: string, parentHeader: JsonObject): void {
    const pending = this.#pending;
    if (pending?.name === name && pending.parentHeader === parentHeader) {
      pending.text += text;
    } else {
      this.flush();
      this.#pending = { name, parentHeader, text };
      this.#timer = setTimeout(() => this.flush(), joinTime);
    }
    if (this.#pending !== undefined && this.#pending.text.length >= joinLength) this.flush();
  }

  /** Publishes the printed text that still waits. */
  flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    clearTimeout(this.#timer);
    this.#pending = undefined;
    this.publish("stream", { name: pending.name, text: pending.text }, pending.parentHeader);
  }
}
