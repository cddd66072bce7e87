import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { defaultHeapLimit } from "./heap-limit.ts";
import { explainEnd, type ProgramEnd } from "./program-end.ts";
import {
  type Command,
  encodeFrame,
  fileDescriptors,
  frameReader,
  type ProgramMessage,
} from "./protocol.ts";

/** What an `ExecProcess` is started with, and whom it tells. */
export interface ExecProcessOptions {
  readonly cwd: string;
  readonly prelude?: string;
  /** MB; the default is `defaultHeapLimit`. */
  readonly heapLimit?: number;
  readonly onMessage: (message: ProgramMessage) => void;
  /** Text that native code or a child process wrote to file descriptor 1 or 2. */
  readonly onText: (name: "stdout" | "stderr", text: string) => void;
  /** The process has ended by itself, and all it sent was delivered. */
  readonly onEnd: (end: ProgramEnd) => void;
}

const entry = fileURLToPath(new URL("../exec/main.js", import.meta.url));

/** Milliseconds between looks at whether a pause is over. */
const pausePeriod = 5;

const flags = [
  // Without it a stop inside a timer callback aborts Node.
  "--no-force-async-hooks-checks",
  // For `import.meta.resolve` with a parent.
  "--experimental-import-meta-resolve",
  "--disable-warning=ExperimentalWarning",
];

/** One process that runs cells, in a process group of its own, and its pipes. */
export class ExecProcess {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #streams: readonly Readable[];
  readonly #heapLimit: number;
  #requestedCode: number | undefined;
  #isHeapFull: boolean = false;
  #chunks: number = 0;
  #isPaused: boolean = false;
  #isEnded: boolean = false;

  constructor(options: ExecProcessOptions) {
    const { cwd, prelude, heapLimit } = options;
    const isLimitGiven = process.env["NODE_OPTIONS"]?.includes("max-old-space-size") === true;
    this.#heapLimit = heapLimit ?? defaultHeapLimit();
    const limit = isLimitGiven && heapLimit === undefined ? [] : [heapFlag(this.#heapLimit)];
    const parameters = prelude === undefined ? [] : [prelude];
    this.#child = spawn(process.execPath, [...flags, ...limit, entry, ...parameters], {
      cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    });
    // spawn was asked for pipes at exactly these places.
    const outputs = this.#child.stdio[fileDescriptors.outputs] as Readable;
    this.#commands = this.#child.stdio[fileDescriptors.commands] as Writable;
    const { stdout, stderr } = this.#child as ChildProcess & Record<"stdout" | "stderr", Readable>;
    this.#streams = [outputs, stdout, stderr];
    this.#listen(
      outputs,
      frameReader<ProgramMessage>((message) => this.#take(message, options)),
    );
    // Apart from the outputs: it comes also while those are paused.
    const pipes: readonly unknown[] = this.#child.stdio;
    const debug = pipes[fileDescriptors.debug] as Readable;
    debug.on("data", frameReader<ProgramMessage>(options.onMessage));
    debug.on("error", () => {});
    this.#listenText(stdout, (text) => options.onText("stdout", text));
    this.#listenText(stderr, (text) => this.#takeErrorText(text, options));
    this.#commands.on("error", () => {}); // The end of the process is reported by its exit.
    this.#child.once("exit", (code, signal) => void this.#end(options, code, signal));
    this.#child.once("error", () => void this.#end(options, null, null));
  }

  send(command: Command): void {
    this.#commands.write(encodeFrame(command));
  }

  /** Sends a signal to the process and to all that it started. */
  signal(signal: "SIGINT" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#isEnded) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It has just ended.
    }
  }

  pause(): void {
    this.#isPaused = true;
    for (const stream of this.#streams) stream.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const stream of this.#streams) stream.resume();
  }

  /** Resolves when all that the pipes held at the call was delivered. */
  async drain(): Promise<void> {
    let seen = -1;
    while (seen !== this.#chunks || this.#isPaused) {
      seen = this.#chunks;
      if (this.#isPaused) await delay(pausePeriod);
      // The first turn may be the rest of the present one, in which a pipe was not yet looked at.
      await nextTurn();
      await nextTurn();
    }
  }

  /** Kills the process group; resolves when the process has ended. `onEnd` is not called. */
  async kill(): Promise<void> {
    if (this.#isEnded) return;
    this.#child.removeAllListeners("exit");
    const ended = new Promise<void>((resolve) => {
      this.#child.once("exit", () => resolve());
    });
    this.signal("SIGKILL");
    this.#isEnded = true;
    await ended;
    this.#close();
  }

  #listen(stream: Readable, onChunk: (chunk: Buffer) => void): void {
    stream.on("data", (chunk: Buffer) => {
      this.#chunks += 1;
      onChunk(chunk);
    });
    stream.on("error", () => {});
  }

  #listenText(stream: Readable, onText: (text: string) => void): void {
    const decoder = new StringDecoder("utf8");
    this.#listen(stream, (chunk) => {
      const text = decoder.write(chunk);
      if (text !== "") onText(text);
    });
  }

  #take(message: ProgramMessage, { onMessage }: ExecProcessOptions): void {
    if (message.type === "exit") this.#requestedCode = message.code;
    else onMessage(message);
  }

  /** The engine's report of a full heap is long and for its developers; the outcome says it. */
  #takeErrorText(text: string, { onText }: ExecProcessOptions): void {
    const start = text.search(/\n?<--- Last few GCs --->|FATAL ERROR: .*heap out of memory/);
    const shown = this.#isHeapFull ? "" : start === -1 ? text : text.slice(0, start);
    this.#isHeapFull ||= start !== -1;
    if (shown !== "") onText("stderr", shown);
  }

  async #end(
    { onEnd }: ExecProcessOptions,
    code: number | null,
    signal: NodeJS.Signals | null,
  ): Promise<void> {
    if (this.#isEnded) return;
    await this.drain();
    this.signal("SIGKILL"); // what it left behind
    this.#isEnded = true;
    this.#close();
    onEnd(
      explainEnd({
        requestedCode: this.#requestedCode,
        isHeapFull: this.#isHeapFull,
        heapLimit: this.#heapLimit,
        code,
        signal,
      }),
    );
  }

  #close(): void {
    for (const stream of [...this.#streams, this.#commands]) stream.destroy();
  }
}

function heapFlag(megabytes: number): string {
  return `--max-old-space-size=${megabytes}`;
}
