import { setTimeout as sleep } from "node:timers/promises";
import type {
  Answer,
  Cell,
  CellOutcome,
  Checker,
  CommMessage,
  CompletionList,
  DebugEvent,
  DebugRequest,
  DebugResponse,
  Diagnostic,
  ErrorReport,
  Output,
  OutputListener,
  Program,
  RichOutput,
} from "../../../kernel/evaluate/types.ts";

/**
 * A program whose cells are lines of commands: `print T`, `warn T`, `result V`, `display V [ID]`,
 * `update V ID`, `clear`, `flood N`, `sleep MS`, `later MS T`, `ask T [password]`,
 * `forever`, `throw E`, `exit`.
 */
export class FakeProgram implements Program {
  readonly onOutput: OutputListener;
  readonly onExit: (reason: string) => void;
  readonly ran: string[] = [];
  readonly pauses: boolean[] = [];
  readonly delivered: CommMessage[] = [];
  readonly #resumed = new Set<() => void>();
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #interrupt: (() => void) | undefined;
  #questions: number = 0;
  disposed: boolean = false;

  constructor(onOutput: OutputListener, onExit: (reason: string) => void) {
    this.onOutput = onOutput;
    this.onExit = onExit;
  }

  async run(cell: Cell): Promise<CellOutcome> {
    this.ran.push(cell.code);
    for (const line of cell.code.split("\n")) {
      const error = await this.#step(line.trim(), cell);
      if (error === "exit") {
        return { status: "error", error: report("ProgramEnded", "it exited"), restarted: true };
      }
      if (error !== undefined) return { status: "error", error: report(error, "it failed") };
    }
    return { status: "ok" };
  }

  async evaluate(expression: string): Promise<RichOutput | ErrorReport> {
    if (expression === "bad") return report("ReferenceError", "bad is not defined");
    return { data: { "text/plain": `<${expression}>` }, metadata: {} };
  }

  /** Answers each message with one of the same data and buffers, and closes what is opened for `t`. */
  async deliver(message: CommMessage, id: string): Promise<void> {
    this.delivered.push(message);
    if (message.event === "close") return;
    const { event, ...rest } = message;
    const isUnknown = event === "open" && message.target === "t";
    this.onOutput(
      { type: "comm", message: { ...rest, event: isUnknown ? "close" : "message" } },
      id,
    );
  }

  answer(id: number, answer: Answer): void {
    this.#answers.get(id)?.(answer);
  }

  async interrupt(): Promise<void> {
    this.#interrupt?.();
  }

  async debug(
    { seq, command }: DebugRequest,
    onEvent: (event: DebugEvent) => void,
  ): Promise<DebugResponse> {
    onEvent({ type: "event", seq: 1, event: "initialized", body: {} });
    return { type: "response", seq: 2, request_seq: seq, command, success: true, body: {} };
  }

  pause(): void {
    this.pauses.push(true);
  }

  resume(): void {
    this.pauses.push(false);
    for (const resume of this.#resumed) resume();
    this.#resumed.clear();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  async #step(line: string, cell: Cell): Promise<string | undefined> {
    const [command = "", value = "", id = ""] = line.split(" ");
    const emit = (output: Output): void => this.onOutput(output, cell.id);
    const rich = { data: { "text/plain": value }, metadata: {} };
    switch (command) {
      case "print":
        emit({ type: "stream", name: "stdout", text: `${line.slice(6)}\n` });
        return undefined;
      case "warn":
        emit({ type: "stream", name: "stderr", text: `${line.slice(5)}\n` });
        return undefined;
      case "result":
        if (!cell.silent) emit({ type: "result", ...rich });
        return undefined;
      case "display":
        emit({ type: "display", update: false, ...rich, ...(id === "" ? {} : { displayId: id }) });
        return undefined;
      case "update":
        emit({ type: "display", update: true, displayId: id, ...rich });
        return undefined;
      case "clear":
        emit({ type: "clear", wait: true });
        return undefined;
      case "flood":
        await this.#flood(Number(value), emit);
        return undefined;
      case "sleep":
        await sleep(Number(value));
        return undefined;
      case "later":
        setTimeout(() => emit({ type: "stream", name: "stdout", text: `${id}\n` }), Number(value));
        return undefined;
      case "ask": {
        const text = await Promise.race([this.#ask(value, id, emit), this.#interrupted()]);
        if (text === undefined) return "Interrupted";
        emit({ type: "stream", name: "stdout", text: `${text}\n` });
        return undefined;
      }
      case "forever":
        await this.#interrupted();
        return "Interrupted";
      case "throw":
        return value;
      case "exit":
        return "exit";
      default:
        return undefined;
    }
  }

  #interrupted(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#interrupt = () => resolve(undefined);
    });
  }

  async #ask(text: string, kind: string, emit: (output: Output) => void): Promise<string> {
    this.#questions += 1;
    const id = this.#questions;
    const answered = new Promise<Answer>((resolve) => this.#answers.set(id, resolve));
    emit({ type: "question", id, text, password: kind === "password" });
    const answer = await answered;
    return answer.refusal ?? answer.value;
  }

  async #flood(count: number, emit: (output: Output) => void): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      if (this.pauses.at(-1) === true) {
        await new Promise<void>((resolve) => this.#resumed.add(resolve));
      }
      emit({ type: "display", update: false, data: { "text/plain": String(i) }, metadata: {} });
    }
  }
}

/** A checker that finds an error in each `type-error`, and completes and inspects by rote. */
export class FakeChecker implements Checker {
  readonly committed: string[] = [];
  resets: number = 0;
  disposed: boolean = false;
  /** While true a check does not end. */
  stuck: boolean = false;

  async check(cell: Cell): Promise<readonly Diagnostic[]> {
    if (this.stuck) await new Promise(() => {});
    if (cell.code.includes("checker-crash")) throw new Error("the checker is gone");
    const lines = cell.code.split("\n");
    const line = lines.findIndex((text) => text.includes("type-error"));
    if (line < 0) return [];
    const column = (lines[line]?.indexOf("type-error") ?? 0) + 1;
    return [
      {
        code: 2322,
        message: "Wrong type.",
        line: line + 1,
        column,
        endLine: line + 1,
        endColumn: column + 10,
        ...(cell.code.includes("in-module") && {
          file: { name: "lib/a.ts", text: "let type-error" },
        }),
      },
    ];
  }

  commit(cell: Cell, isWhole?: boolean): void {
    this.committed.push(isWhole ? cell.code : `part of ${cell.code}`);
  }

  reset(): void {
    this.resets += 1;
  }

  async complete(code: string, offset: number): Promise<CompletionList> {
    const start = code.lastIndexOf(".", offset - 1) + 1;
    return {
      start,
      end: offset,
      items: [
        { text: "log", kind: "method", signature: "log(): void" },
        { text: "table", kind: "method" },
      ],
    };
  }

  async inspect(code: string, offset: number): Promise<RichOutput | undefined> {
    if (code === "" || code.startsWith("unknown")) return undefined;
    return { data: { "text/plain": code.slice(0, offset) }, metadata: {} };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

function report(name: string, message: string): ErrorReport {
  return { name, message, traceback: [`${name}: ${message}`] };
}
