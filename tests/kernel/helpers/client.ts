import { randomUUID } from "node:crypto";
import { curveKeyPair, Dealer, Request, Subscriber } from "zeromq";
import { parseConnection, type RequestChannel } from "../../../kernel/transport/index.ts";
import {
  type Codec,
  createCodec,
  type JsonObject,
  type Message,
} from "../../../kernel/wire/index.ts";
import { createSigner, type Signer } from "../../../kernel/wire/signature.ts";
import type { ConnectionFile } from "./connection-file.ts";
import { validateMessage } from "./schemas.ts";

/** A request's reply, and all of iopub that had it as parent up to `idle`. */
export interface Answer {
  readonly reply: Message;
  readonly published: readonly Message[];
}

/** What a message may carry besides its content. */
interface SendOptions {
  readonly parentHeader?: JsonObject;
  /** Named in the header as `subshell_id`. */
  readonly subshell?: string;
}

/** A Jupyter client that validates every message it receives. */
export class KernelClient {
  /** Everything iopub sent, in order. */
  readonly published: Message[] = [];
  /** Every input_request, in order. */
  readonly asked: Message[] = [];
  readonly #codec: Codec;
  readonly #signer: Signer;
  readonly #sockets: {
    readonly shell: Dealer;
    readonly control: Dealer;
    readonly stdin: Dealer;
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
    // One identity: an input_request goes to where the cell came from.
    const dealer = { ...options, routingId: randomUUID() };
    this.#codec = createCodec({ key: file.key });
    this.#signer = createSigner(file.key, file.signature_scheme);
    this.#sockets = {
      shell: new Dealer(dealer),
      control: new Dealer(dealer),
      stdin: new Dealer(dealer),
      heartbeat: new Request(options),
      iopub: new Subscriber(options),
    };
    this.#sockets.shell.connect(endpoints.shell);
    this.#sockets.control.connect(endpoints.control);
    this.#sockets.stdin.connect(endpoints.stdin);
    this.#sockets.heartbeat.connect(endpoints.heartbeat);
    this.#sockets.iopub.connect(endpoints.iopub);
    this.#sockets.iopub.subscribe();
    for (const socket of [this.#sockets.shell, this.#sockets.control]) {
      void this.#read(socket, (message) => {
        const id = message.parentHeader["msg_id"];
        if (typeof id === "string") this.#replies.set(id, message);
      });
    }
    void this.#read(this.#sockets.stdin, (message) => this.asked.push(message));
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
    channel: RequestChannel = "shell",
    buffers: readonly Uint8Array[] = [],
    { parentHeader = {}, subshell }: SendOptions = {},
  ): Promise<string> {
    const id = randomUUID();
    const message = { identities: [], type, content, parentHeader, buffers, id };
    const frames = this.#codec.encode(message);
    const [, , header = new Uint8Array(), ...rest] = frames;
    const named = { ...JSON.parse(Buffer.from(header).toString()), subshell_id: subshell };
    await this.sendSigned([Buffer.from(JSON.stringify(named)), ...rest], channel);
    return id;
  }

  /** Sends header, parent header, metadata, content and buffers, signed. */
  async sendSigned(
    frames: readonly Uint8Array[],
    channel: RequestChannel = "shell",
  ): Promise<void> {
    const signature = Buffer.from(this.#signer.sign(frames.slice(0, 4)));
    await this.sendFrames([Buffer.from("<IDS|MSG>"), signature, ...frames], channel);
  }

  async sendFrames(frames: Uint8Array[], channel: RequestChannel = "shell"): Promise<void> {
    await this.#sockets[channel].send(frames);
  }

  /** Sends a request and waits for its reply and its `idle`. */
  async request(
    type: string,
    content: JsonObject,
    channel: "shell" | "control" = "shell",
    options: SendOptions = {},
  ): Promise<Answer> {
    return this.answer(await this.send(type, content, channel, [], options));
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
