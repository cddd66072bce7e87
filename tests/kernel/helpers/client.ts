import { curveKeyPair, Dealer, Request, Subscriber } from "zeromq";
import { parseConnection } from "../../../kernel/transport/index.ts";
import {
  type Codec,
  createCodec,
  type JsonObject,
  type Message,
} from "../../../kernel/wire/index.ts";
import type { ConnectionFile } from "./connection-file.ts";
import { validateMessage } from "./schemas.ts";

/** A request's reply, and all of iopub that had it as parent up to `idle`. */
export interface Answer {
  readonly reply: Message;
  readonly published: readonly Message[];
}

/** A Jupyter client that validates every message it receives. */
export class KernelClient {
  /** Everything iopub sent, in order. */
  readonly published: Message[] = [];
  readonly #codec: Codec;
  readonly #sockets: {
    readonly shell: Dealer;
    readonly control: Dealer;
    readonly heartbeat: Request;
    readonly iopub: Subscriber;
  };
  readonly #replies = new Map<string, Message>();
  readonly #waiters = new Set<() => void>();
  #failure: Error | undefined;

  private constructor(file: ConnectionFile) {
    const { endpoints } = parseConnection(JSON.stringify(file));
    const own = curveKeyPair();
    const { curve_publickey: curveServerKey } = file;
    const options = {
      linger: 0,
      ...(curveServerKey === undefined
        ? {}
        : { curveServerKey, curvePublicKey: own.publicKey, curveSecretKey: own.secretKey }),
    };
    this.#codec = createCodec({ key: file.key });
    this.#sockets = {
      shell: new Dealer(options),
      control: new Dealer(options),
      heartbeat: new Request(options),
      iopub: new Subscriber(options),
    };
    this.#sockets.shell.connect(endpoints.shell);
    this.#sockets.control.connect(endpoints.control);
    this.#sockets.heartbeat.connect(endpoints.heartbeat);
    this.#sockets.iopub.connect(endpoints.iopub);
    this.#sockets.iopub.subscribe();
    for (const socket of [this.#sockets.shell, this.#sockets.control]) {
      void this.#read(socket, (message) => {
        this.#replies.set(String(message.parentHeader["msg_id"]), message);
      });
    }
    void this.#read(this.#sockets.iopub, (message) => this.published.push(message));
  }

  /** Connects and waits for the greeting on iopub. */
  static async connect(file: ConnectionFile): Promise<KernelClient> {
    const client = new KernelClient(file);
    await client.until(() =>
      client.published.find(({ header }) => header.msg_type === "iopub_welcome"),
    );
    return client;
  }

  /** Sends a request and returns its id. */
  async send(
    type: string,
    content: JsonObject,
    channel: "shell" | "control" = "shell",
    buffers: readonly Uint8Array[] = [],
  ): Promise<string> {
    const [delimiter, signature, header, ...rest] = this.#codec.encode({
      identities: [],
      type,
      content,
      parentHeader: {},
      buffers,
    });
    if (delimiter === undefined || signature === undefined || header === undefined)
      throw new Error();
    await this.sendFrames([delimiter, signature, header, ...rest], channel);
    return String(JSON.parse(Buffer.from(header).toString()).msg_id);
  }

  async sendFrames(frames: Uint8Array[], channel: "shell" | "control" = "shell"): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  /** Sends a request and waits for its reply and its `idle`. */
  async request(
    type: string,
    content: JsonObject,
    channel: "shell" | "control" = "shell",
  ): Promise<Answer> {
    return this.answer(await this.send(type, content, channel));
  }

  /** Sends an execute_request, with the protocol's defaults. */
  execute(code: string, options: JsonObject = {}): Promise<string> {
    return this.send("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options,
    });
  }

  /** Runs a cell to its end. */
  async run(code: string, options: JsonObject = {}): Promise<Answer> {
    return this.answer(await this.execute(code, options));
  }

  /** Waits for the reply and the `idle` of a request. */
  async answer(id: string): Promise<Answer> {
    const reply = await this.until(() => this.#replies.get(id));
    return { reply, published: await this.idle(id) };
  }

  /** Waits for the `idle` of a request; returns all that iopub sent for it. */
  async idle(id: string): Promise<readonly Message[]> {
    return this.until(() => {
      const own = this.publishedFor(id);
      return own.some(({ content }) => content["execution_state"] === "idle") ? own : undefined;
    });
  }

  /** What iopub has sent for a request so far. */
  publishedFor(id: string): readonly Message[] {
    return this.published.filter(({ parentHeader }) => parentHeader["msg_id"] === id);
  }

  /** Waits until `look` finds something in what was received. */
  async until<T>(look: () => T | undefined, patience = 15_000): Promise<T> {
    const deadline = Date.now() + patience;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const found = look();
      if (found !== undefined) return found;
      if (Date.now() > deadline) throw new Error(`KernelClient: nothing came in ${patience} ms`);
      await this.#nextMessage(deadline - Date.now());
    }
  }

  /** Resolves when the heartbeat came back. */
  async ping(): Promise<void> {
    await this.#sockets.heartbeat.send("ping");
    const [echo] = await this.#sockets.heartbeat.receive();
    if (String(echo) !== "ping") throw new Error(`KernelClient: heartbeat echoed ${String(echo)}`);
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  #nextMessage(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, patience);
      this.#waiters.add(done);
    });
  }

  async #read(socket: Dealer | Subscriber, keep: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) {
        const message = this.#codec.decode(frames);
        validateMessage(message.header, message.content);
        keep(message);
        for (const waiter of this.#waiters) waiter();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      for (const waiter of this.#waiters) waiter();
    }
  }
}

/** The types of messages in order, `status` with its state. */
export function typesOf(messages: readonly Message[]): readonly string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === "status" ? String(content["execution_state"]) : header.msg_type,
  );
}

/** The text printed on one stream. */
export function printed(messages: readonly Message[], name = "stdout"): string {
  return messages
    .filter(({ header, content }) => header.msg_type === "stream" && content["name"] === name)
    .map(({ content }) => String(content["text"]))
    .join("");
}
