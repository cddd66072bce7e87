import type {
  Checker,
  Completeness,
  CompletionList,
  OutputListener,
  Program,
} from "./evaluate/types.ts";
import { hideTypesDirective } from "./evaluate/types-directive.ts";
import { CellRunner } from "./server/cell-runner.ts";
import { CommTable } from "./server/comm-table.ts";
import { answerDebug } from "./server/debug.ts";
import { helpTopic } from "./server/help-cell.ts";
import { History, type HistoryStore } from "./server/history.ts";
import { IoPub } from "./server/iopub.ts";
import type { Job } from "./server/job-queue.ts";
import { kernelInfo } from "./server/kernel-info.ts";
import { Stdin } from "./server/stdin.ts";
import { noSuchSubshell, Subshells } from "./server/subshells.ts";
import type { Channels, RequestChannel } from "./transport/index.ts";
import {
  type Codec,
  type JsonObject,
  type Message,
  parseCursorRequest,
  parseExecuteRequest,
  parseHistoryRequest,
  readBoolean,
  readString,
  toCodePointOffset,
} from "./wire/index.ts";

/** What a server works with. */
export interface KernelServerOptions {
  readonly codec: Codec;
  readonly channels: Channels;
  readonly checker: Checker;
  readonly isComplete: (code: string) => Completeness;
  /** Starts the user's program; `onExit` tells of an end that no cell's outcome tells of. */
  readonly startProgram: (onOutput: OutputListener, onExit: (reason: string) => void) => Program;
  /** Cells of other sessions; without it only this one's are known. */
  readonly historyStore?: HistoryStore;
  readonly log: (line: string) => void;
  /** A client asked for the end, and has been answered. */
  readonly onShutdown: () => void;
}

type AnsweringChannel = Exclude<RequestChannel, "stdin">;

/** Answers a request; without content in return no reply is sent. */
type Handler = (message: Message) => JsonObject | undefined | Promise<JsonObject | undefined>;

/** Answers the requests of the shell and control channels. */
export class KernelServer {
  readonly #options: KernelServerOptions;
  readonly #iopub: IoPub;
  readonly #history: History;
  readonly #stdin: Stdin;
  readonly #comms: CommTable;
  readonly #program: Program;
  readonly #cells: CellRunner;
  readonly #subshells = new Subshells();
  readonly #handlers: Readonly<Record<AnsweringChannel, ReadonlyMap<string, Handler>>>;
  #greeted: boolean = false;

  constructor(options: KernelServerOptions) {
    const { codec, channels, checker, startProgram, historyStore } = options;
    this.#options = options;
    this.#history = new History(historyStore);
    this.#iopub = new IoPub(codec, (frames) => channels.publish(frames));
    this.#comms = new CommTable(this.#iopub);
    this.#program = startProgram(
      (output, cellId) => this.#cells.publishOutput(output, cellId),
      (reason) => this.#cells.noteExit(reason),
    );
    this.#stdin = new Stdin({
      codec,
      send: (frames) => channels.send("stdin", frames),
      answer: (id, answer) => this.#program.answer(id, answer),
    });
    this.#cells = new CellRunner({
      program: this.#program,
      checker,
      iopub: this.#iopub,
      history: this.#history,
      comms: this.#comms,
      stdin: this.#stdin,
    });
    this.#handlers = { shell: this.#shellHandlers(), control: this.#controlHandlers() };
  }

  /** Takes the frames of one message; a message that is none is logged and dropped. */
  onMessage(channel: RequestChannel, frames: readonly Uint8Array[]): void {
    let message: Message;
    try {
      message = this.#options.codec.decode(frames);
    } catch (error) {
      this.#options.log(`dropped a message on ${channel}: ${String(error)}`);
      return;
    }
    if (channel === "stdin") {
      this.#stdin.take(message);
      return;
    }
    const queue = channel === "shell" ? this.#subshells.find(message) : undefined;
    if (queue !== undefined && message.header.msg_type === "execute_request") {
      queue.push(this.#job(message));
    } else {
      this.#answer(channel, message).catch((error: unknown) => this.#options.log(String(error)));
    }
  }

  /** Greets a new subscriber of iopub; the first one also hears that the kernel starts. */
  onSubscribe(topic: Uint8Array): void {
    const subscription = Buffer.from(topic).toString();
    this.#iopub.publish("iopub_welcome", { subscription }, {}, { identities: [topic] });
    if (this.#greeted) return;
    this.#greeted = true;
    this.#iopub.publishStatus("starting", {});
  }

  /** While many messages wait for slow subscribers the program's outputs wait, too. */
  onPressure(high: boolean): void {
    if (high) this.#program.pause();
    else this.#program.resume();
  }

  /** Stops the running cell and keeps all variables. */
  async interrupt(): Promise<void> {
    await this.#cells.interrupt();
  }

  /** Ends the user's program and the checker. */
  async dispose(): Promise<void> {
    this.#iopub.flush();
    this.#history.save();
    await Promise.all([this.#program.dispose(), this.#options.checker.dispose()]);
  }

  async #answer(channel: AnsweringChannel, message: Message): Promise<void> {
    const { header } = message;
    this.#iopub.publishStatus("busy", header);
    let reply: JsonObject | undefined;
    try {
      reply = await this.#handle(channel, message);
    } catch (error) {
      this.#options.log(`${header.msg_type} failed: ${String(error)}`);
      reply = internalError(error);
    }
    if (reply !== undefined) this.#reply(channel, message, reply);
    this.#iopub.publishStatus("idle", header);
    if (header.msg_type === "shutdown_request") this.#options.onShutdown();
  }

  async #handle(channel: AnsweringChannel, message: Message): Promise<JsonObject | undefined> {
    const { msg_type, subshell_id } = message.header;
    const handler = this.#handlers[channel].get(msg_type);
    const isCell = msg_type === "execute_request";
    // A comm's message has no reply to say so, and what it names is the comm: it is taken all the same.
    const hasReply = isCell || (handler !== undefined && msg_type.endsWith("_request"));
    if (channel === "shell" && hasReply && this.#subshells.find(message) === undefined) {
      const counted = isCell ? { execution_count: this.#cells.executionCount } : {};
      return { ...noSuchSubshell(subshell_id), ...counted };
    }
    return handler?.(message);
  }

  #reply(
    channel: AnsweringChannel,
    { identities, header }: Message,
    content: JsonObject,
    metadata: JsonObject = {},
  ): void {
    const { codec, channels } = this.#options;
    const type = header.msg_type.replace(/_request$/, "_reply");
    const reply = { identities, type, content, parentHeader: header, metadata };
    channels.send(channel, codec.encode(reply));
  }

  #job(message: Message): Job {
    const { header } = message;
    const request = parseExecuteRequest(message.content);
    const finish = (content: JsonObject, metadata?: JsonObject): void => {
      this.#reply("shell", message, content, metadata);
      this.#iopub.publishStatus("idle", header);
    };
    return {
      run: async () => {
        const started = new Date().toISOString(); // JupyterLab shows how long a cell ran
        this.#iopub.publishStatus("busy", header);
        this.#stdin.open(message);
        const content = await this.#cells.run(request, header).catch((error: unknown) => {
          this.#options.log(`execute_request failed: ${String(error)}`);
          return internalError(error, { execution_count: this.#cells.executionCount });
        });
        this.#stdin.close();
        return {
          abortWaiting: content["status"] === "error" && request.stopOnError,
          report: () => finish(content, { started }),
        };
      },
      abort: () => {
        this.#iopub.publishStatus("busy", header);
        finish({ status: "aborted", execution_count: this.#cells.executionCount });
      },
    };
  }

  #shellHandlers(): ReadonlyMap<string, Handler> {
    return new Map<string, Handler>([
      ["kernel_info_request", kernelInfo],
      ["complete_request", ({ content }) => this.#complete(content)],
      ["inspect_request", ({ content }) => this.#inspect(content)],
      ["is_complete_request", ({ content }) => this.#isComplete(content)],
      ["history_request", ({ content }) => this.#recall(content)],
      ["comm_info_request", ({ content }) => this.#comms.info(content)],
      ["comm_open", (message) => this.#deliver(message)],
      ["comm_msg", (message) => this.#deliver(message)],
      ["comm_close", (message) => this.#deliver(message)],
      ["shutdown_request", shutdownReply],
    ]);
  }

  #controlHandlers(): ReadonlyMap<string, Handler> {
    return new Map<string, Handler>([
      ["kernel_info_request", kernelInfo],
      [
        "interrupt_request",
        async () => {
          await this.interrupt();
          return { status: "ok" };
        },
      ],
      ["shutdown_request", shutdownReply],
      ["debug_request", (message) => answerDebug(message, this.#program, this.#iopub)],
      ["create_subshell_request", () => this.#subshells.create()],
      ["delete_subshell_request", ({ content }) => this.#subshells.delete(content)],
      ["list_subshell_request", () => this.#subshells.list()],
    ]);
  }

  #isComplete(content: JsonObject): JsonObject {
    const code = readString(content, "code", "");
    if (helpTopic(code) !== undefined) return { status: "complete" };
    return { ...this.#options.isComplete(hideTypesDirective(code)) };
  }

  #recall(content: JsonObject): JsonObject {
    return { status: "ok", history: this.#history.query(parseHistoryRequest(content)) };
  }

  async #complete(content: JsonObject): Promise<JsonObject> {
    const { code, offset } = parseCursorRequest(content);
    const list = await this.#options.checker.complete(hideTypesDirective(code), offset);
    return completeReply(code, list);
  }

  async #inspect(content: JsonObject): Promise<JsonObject> {
    const { code, offset } = parseCursorRequest(content);
    const found = await this.#options.checker.inspect(hideTypesDirective(code), offset);
    const { data, metadata } = found ?? { data: {}, metadata: {} };
    return { status: "ok", found: found !== undefined, data, metadata };
  }

  /** Hands a comm message to the program, which may be in the midst of a cell. */
  async #deliver(message: Message): Promise<undefined> {
    const comm = this.#comms.read(message);
    if (comm !== undefined)
      await this.#program.deliver(comm, this.#cells.addMessage(message.header));
  }
}

function internalError(error: unknown, more: JsonObject = {}): JsonObject {
  return { status: "error", ename: "InternalError", evalue: String(error), traceback: [], ...more };
}

function shutdownReply({ content }: Message): JsonObject {
  return { status: "ok", restart: readBoolean(content, "restart", false) };
}

function completeReply(code: string, list: CompletionList): JsonObject {
  const start = toCodePointOffset(code, list.start);
  const end = toCodePointOffset(code, list.end);
  const types = list.items.map(({ text, kind, signature }) => ({
    text,
    type: kind,
    start,
    end,
    ...(signature === undefined ? {} : { signature }),
  }));
  return {
    status: "ok",
    matches: list.items.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}
