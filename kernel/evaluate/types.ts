/** What the evaluator takes and gives, in its own words: no Jupyter term and no socket. */

/**
 * A MIME bundle: MIME type to value. Images are base64 text, `+json` types are objects, the rest is
 * text. In an output of the program a long value is a `JsonText`.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A value's rich form and the metadata that goes with it. */
export interface RichOutput {
  readonly data: MimeBundle;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One cell to run. */
export interface Cell {
  /** Unique; every output of the cell carries it. */
  readonly id: string;
  /** The number in `In[n]`, used in stack frames and diagnostics. */
  readonly number: number;
  /** TypeScript source as the user wrote it. */
  readonly code: string;
  /** When true the last expression's value is not displayed. */
  readonly silent: boolean;
}

/** What a cell makes while it runs, in the order the program made it. */
export type Output =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | ({
      readonly type: "display";
      readonly displayId?: string;
      /** True replaces every output that carries `displayId`. */
      readonly update: boolean;
    } & RichOutput)
  | ({ readonly type: "result" } & RichOutput)
  | { readonly type: "clear"; readonly wait: boolean }
  | { readonly type: "comm"; readonly message: CommMessage }
  /** The program waits for `Program.answer` with this `id`. */
  | ({ readonly type: "question"; readonly id: number } & Question);

/** One message of a comm, a two-way line between the program and a page; in either direction. */
export type CommMessage = {
  /** Which comm. */
  readonly comm: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
} & ({ readonly event: "open"; readonly target: string } | { readonly event: "message" | "close" });

/** What the program asks the user. */
export interface Question {
  readonly text: string;
  /** True hides what is typed. */
  readonly password: boolean;
}

/** What the user typed, or why nobody can be asked. */
export type Answer =
  | { readonly value: string; readonly refusal?: undefined }
  | { readonly refusal: string };

/** Receives outputs. `cellId` is undefined for what no cell is responsible for. */
export type OutputListener = (output: Output, cellId: string | undefined) => void;

/** A failure as the user sees it: frames name `In[n]:line:col`, none of ours are among them. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  /** Lines for a terminal, with ANSI colour. */
  readonly traceback: readonly string[];
}

/** How a cell ended. */
export type CellOutcome =
  | { readonly status: "ok" }
  | {
      readonly status: "error";
      readonly error: ErrorReport;
      /** True when the program ended and was started anew: all variables are lost. */
      readonly restarted?: boolean;
    };

/** A completion list; offsets count UTF-16 units of the given code. */
export interface CompletionList {
  readonly items: readonly CompletionItem[];
  /** Start of the text that an item replaces. */
  readonly start: number;
  /** End of the text that an item replaces. */
  readonly end: number;
}

export interface CompletionItem {
  readonly text: string;
  /** `function`, `property`, `keyword`, `module`, ... in JupyterLab's words. */
  readonly kind: string;
  readonly signature?: string;
}

/** Whether a front end should run the text or ask for another line. */
export type Completeness =
  | { readonly status: "complete" | "invalid" | "unknown" }
  | { readonly status: "incomplete"; readonly indent: string };

/** A type or syntax error found before the cell runs. Lines and columns count from 1, in the user's text. */
export interface Diagnostic {
  /** TypeScript's number, e.g. 2322 for TS2322. */
  readonly code: number;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The local module that it is in, and that line's text; absent for the cell itself. */
  readonly file?: { readonly name: string; readonly text: string };
}

/** `strict`: errors stop the cell; `warn`: they are printed and the cell runs; `off`: no check. */
export type TypeCheckMode = "strict" | "warn" | "off";

/** TypeScript's knowledge of the notebook: check, completion, inspection. Never runs user code. */
export interface Checker {
  /** Diagnostics of `code` seen as the next cell, and of the local modules that it imports. */
  check(cell: Cell): Promise<readonly Diagnostic[]>;
  /**
   * Makes the declarations of a cell that ran visible to later ones.
   * @param isWhole - False when it threw half way: what its flow proved of a constant is not so.
   */
  commit(cell: Cell, isWhole?: boolean): void;
  /** Forgets all cells, as after a restart of the program. */
  reset(): void;
  complete(code: string, offset: number): Promise<CompletionList>;
  /** Signature and documentation at `offset`, or undefined where there is none. */
  inspect(code: string, offset: number): Promise<RichOutput | undefined>;
  dispose(): Promise<void>;
}

/** A request of the Debug Adapter Protocol. */
export interface DebugRequest {
  readonly seq: number;
  readonly command: string;
  readonly arguments?: unknown;
}

/** The answer to a `DebugRequest`. */
export interface DebugResponse {
  readonly type: "response";
  readonly seq: number;
  readonly request_seq: number;
  readonly command: string;
  readonly success: boolean;
  readonly message?: string;
  readonly body: unknown;
}

/** What a debugger tells by itself: `stopped`, `continued`, ... */
export interface DebugEvent {
  readonly type: "event";
  readonly seq: number;
  readonly event: string;
  readonly body: unknown;
}

/** The user's program: a process of its own that runs cells one at a time. */
export interface Program {
  /** Runs one cell; resolves after its last output was delivered to the listener. Never rejects. */
  run(cell: Cell): Promise<CellOutcome>;
  /** Evaluates an expression in the notebook's scope; displays nothing. */
  evaluate(expression: string): Promise<RichOutput | ErrorReport>;
  /**
   * Hands over a message of a page, also while a cell awaits. What its handler makes carries `id` as
   * the cell. Resolves when the handler has ended; never rejects.
   */
  deliver(message: CommMessage, id: string): Promise<void>;
  /** Answers the question `id`; one that waits no longer is harmless. */
  answer(id: number, answer: Answer): void;
  /** Stops the running cell and keeps all variables; harmless when idle. */
  interrupt(): Promise<void>;
  /**
   * Asks the program's debugger, which answers also while a cell runs.
   * @param onEvent - Takes the events from now on, in place of the one given before.
   */
  debug(request: DebugRequest, onEvent: (event: DebugEvent) => void): Promise<DebugResponse>;
  /** Stops reading outputs until `resume`, so that a flood waits in the program and not in memory. */
  pause(): void;
  resume(): void;
  /** Ends the process group. */
  dispose(): Promise<void>;
}
