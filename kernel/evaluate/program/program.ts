import { setTimeout as delay } from "node:timers/promises";
import { Turns } from "../../turns.ts";
import type {
  Answer,
  Cell,
  CellOutcome,
  CommMessage,
  DebugEvent,
  DebugRequest,
  DebugResponse,
  ErrorReport,
  OutputListener,
  Program,
  RichOutput,
} from "../types.ts";
import { DebugLine } from "./debug-line.ts";
import { ExecProcess } from "./exec-process.ts";
import type { ProgramEnd } from "./program-end.ts";
import type { ProgramMessage, Task, TaskOutcome } from "./protocol.ts";
import { disposedReport, endedReport, interruptedReport } from "./reports.ts";

/** What a program is started with. */
export interface ProgramOptions {
  /** The notebook's folder: imports and relative paths start there. */
  readonly cwd: string;
  /** Path of a module whose exports every cell has without an import. */
  readonly prelude?: string;
  /** Size of the JavaScript heap in MB; default: half of the memory, at most 4 GB. */
  readonly heapLimit?: number;
  readonly onOutput: OutputListener;
  /** Called with a sentence when the program ends while no cell runs. */
  readonly onExit?: (reason: string) => void;
}

/** Milliseconds between SIGINT and the interrupt: terminating inside `execSync` aborts Node. */
const signalGrace = 25;
/** Milliseconds until SIGINT is sent again. */
const signalPeriod = 250;
/** Milliseconds after which a cell that does not stop is said not to. */
const patience = 5000;
const stuckNotice =
  "The cell does not stop: it waits in native code or for a child process. " +
  "Interrupt once more to end the program; all variables are then lost.\n";

/** Starts the user's program in a process of its own; it is started anew whenever it ends. */
export function startProgram(options: ProgramOptions): Program {
  return new ProcessProgram(options);
}

interface Running {
  readonly task: Task;
  /** Settles the task; calls after the first do nothing. */
  readonly end: (outcome: TaskOutcome) => void;
  readonly ended: Promise<TaskOutcome>;
  interrupt: "none" | "asked" | "ignored" | "forced";
}

class ProcessProgram implements Program {
  readonly #options: ProgramOptions;
  #process: ExecProcess | undefined;
  #running: Running | undefined;
  readonly #turns = new Turns();
  readonly #debugLine = new DebugLine();
  #isReady: boolean = false;
  #isPaused: boolean = false;
  #isDisposed: boolean = false;
  #lastCell: string | undefined;
  #expressions: number = 0;
  /** By the id of a comm message whose handler runs, what to call at its end. */
  readonly #handlers = new Map<string, () => void>();

  constructor(options: ProgramOptions) {
    this.#options = options;
    // After what waits already: a client's first question has its answer before a process is started.
    setImmediate(() => {
      if (!this.#isDisposed) this.#start();
    });
  }

  async run({ id, number, code, silent }: Cell): Promise<CellOutcome> {
    const result = silent ? "drop" : "show";
    const outcome = await this.#queue({ id, name: `In[${number}]`, code, result });
    return outcome.status === "error" ? outcome : { status: "ok" };
  }

  async evaluate(expression: string): Promise<RichOutput | ErrorReport> {
    this.#expressions += 1;
    const id = `expression ${this.#expressions}`;
    const code = `(${expression}\n)`;
    const outcome = await this.#queue({ id, name: "In[expression]", code, result: "return" });
    if (outcome.status === "error") return outcome.error;
    return outcome.status === "value" ? outcome.value : { data: {}, metadata: {} };
  }

  async deliver(message: CommMessage, id: string): Promise<void> {
    if (this.#isDisposed) return;
    await new Promise<void>((resolve) => {
      this.#handlers.set(id, resolve);
      this.#start().send({ type: "comm", id, message });
    });
  }

  debug(request: DebugRequest, onEvent: (event: DebugEvent) => void): Promise<DebugResponse> {
    return this.#debugLine.ask(request, onEvent, this.#start());
  }

  answer(id: number, answer: Answer): void {
    this.#process?.send({ type: "answer", id, answer });
  }

  async interrupt(): Promise<void> {
    const running = this.#running;
    const { id } = running?.task ?? {};
    if (running === undefined) {
      if (this.#handlers.size > 0) {
        this.#signal(); // a handler may wait for a child process
        await delay(signalGrace);
      }
      this.#process?.send({ type: "interrupt", id });
      return;
    }
    if (running.interrupt === "ignored") {
      running.interrupt = "forced";
      this.#process?.signal("SIGKILL");
      await running.ended;
      return;
    }
    running.interrupt = "asked";
    this.#signal();
    await endOrDelay(running, signalGrace);
    // Else it could strike the next cell.
    if (this.#running === running) this.#process?.send({ type: "interrupt", id });
    const start = performance.now();
    while (this.#running === running && performance.now() - start < patience) {
      await endOrDelay(running, signalPeriod);
      // A loop may have started the next child process.
      if (this.#running === running) this.#signal();
    }
    if (this.#running !== running || running.interrupt !== "asked") return;
    running.interrupt = "ignored";
    this.#print("stderr", stuckNotice);
  }

  pause(): void {
    this.#isPaused = true;
    this.#process?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#process?.resume();
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#process?.kill();
    this.#running?.end({ status: "error", error: disposedReport() });
    this.#endHandlers();
  }

  /** Ends the child processes that a cell waits for. Before the program is ready it would end it. */
  #signal(): void {
    if (this.#isReady) this.#process?.signal("SIGINT");
  }

  #queue(task: Task): Promise<TaskOutcome> {
    return this.#turns.take(() => this.#perform(task));
  }

  async #perform(task: Task): Promise<TaskOutcome> {
    if (this.#isDisposed) return { status: "error", error: disposedReport() };
    let end: (outcome: TaskOutcome) => void = () => {};
    const ended = new Promise<TaskOutcome>((resolve) => {
      end = resolve;
    });
    this.#running = { task, end, ended, interrupt: "none" };
    if (task.result !== "return") this.#lastCell = task.id;
    this.#start().send({ type: "run", task });
    const outcome = await ended;
    this.#running = undefined;
    return outcome;
  }

  #start(): ExecProcess {
    this.#process ??= new ExecProcess({
      ...this.#options,
      onMessage: (message) => this.#take(message),
      onText: (name, text) => this.#print(name, text),
      onEnd: (end) => this.#onEnd(end),
    });
    if (this.#isPaused) this.#process.pause();
    return this.#process;
  }

  #take(message: ProgramMessage): void {
    if (message.type === "ready") this.#isReady = true;
    else if (message.type === "output") this.#options.onOutput(message.output, message.cell);
    else if (message.type === "done") void this.#onDone(message);
    else if (message.type === "debugged" || message.type === "debug") this.#debugLine.take(message);
    else if (message.type === "handled") this.#endHandler(message.id);
    else if (message.type === "comm") {
      this.#options.onOutput({ type: "comm", message: message.message }, message.cell);
    }
  }

  #endHandler(id: string): void {
    this.#handlers.get(id)?.();
    this.#handlers.delete(id);
  }

  #endHandlers(): void {
    for (const id of this.#handlers.keys()) this.#endHandler(id);
  }

  async #onDone({ id, outcome }: ProgramMessage & { readonly type: "done" }): Promise<void> {
    const running = this.#running;
    if (running?.task.id !== id) return;
    await this.#process?.drain();
    // What SIGINT ended (a child process, say) reports an error of its own.
    const isStopped = outcome.status === "error" && running.interrupt !== "none";
    running.end(isStopped ? { status: "error", error: interruptedReport() } : outcome);
  }

  #onEnd(end: ProgramEnd): void {
    const running = this.#running;
    const wasReady = this.#isReady;
    this.#debugLine.cut();
    this.#process = undefined;
    this.#isReady = false;
    this.#endHandlers();
    // One that ends while it loads would do so again: the next cell starts it.
    if (wasReady) this.#start();
    if (running === undefined) {
      this.#options.onExit?.(
        `${end.name}: ${end.message}. All variables are lost; a new program was started.`,
      );
      return;
    }
    const cause =
      running.interrupt === "forced"
        ? { name: "Interrupted", message: "the program did not stop and was ended" }
        : end;
    running.end({ status: "error", error: endedReport(cause), restarted: true });
  }

  #print(name: "stdout" | "stderr", text: string): void {
    this.#options.onOutput({ type: "stream", name, text }, this.#lastCell);
  }
}

async function endOrDelay({ ended }: Running, milliseconds: number): Promise<void> {
  const abort = new AbortController();
  const timer = delay(milliseconds, undefined, { signal: abort.signal }).catch(() => {});
  await Promise.race([ended, timer]);
  abort.abort();
}
