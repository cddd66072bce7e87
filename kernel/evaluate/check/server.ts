import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Connection } from "./json-rpc.ts";
import type { FileEvent, ServerRequests } from "./protocol.ts";

export interface LanguageServerOptions {
  /** Path of the native compiler. */
  readonly command: string;
  /** The notebook's folder. */
  readonly cwd: string;
  /** Answer to the server's question for its settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Called once when the server keeps dying and is given up. */
  readonly onFailure: (reason: string) => void;
}

interface Document {
  readonly text: string;
  readonly version: number;
}

const maxFailures = 5;
/** Milliseconds; a server that lived longer than this starts with a clean record. */
const stableAfter = 60_000;
/** Milliseconds that a server gets to leave by itself. */
const exitGrace = 1000;

/**
 * TypeScript's language server in a process group of its own. Documents live in memory only; when
 * the process dies another one takes over with the same documents. It ends with its stdin, and so
 * with this process, however this one ends.
 */
export class LanguageServer {
  readonly #options: LanguageServerOptions;
  readonly #documents = new Map<string, Document>();
  #process: ChildProcess | undefined;
  #connection: Connection | undefined;
  #ready: Promise<Connection>;
  #generation = 0;
  #failures = 0;
  #startedAt = 0;
  #isDisposed: boolean = false;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
    // After what waits already: a client's first question has its answer before a process is started.
    this.#ready = nextTurn().then(() => this.#start());
    this.#ready.catch(() => {});
  }

  /** Rises by one for each process; what was opened in an older one is gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Puts `text` at `path`, over any file there is. */
  write(path: string, text: string): void {
    const old = this.#documents.get(path);
    if (old?.text === text) return;
    const document = { text, version: (old?.version ?? 0) + 1 };
    this.#documents.set(path, document);
    if (!old) {
      this.#open(path, document);
      return;
    }
    this.#connection?.notify("textDocument/didChange", {
      textDocument: { uri: uriOf(path), version: document.version },
      contentChanges: [{ text }],
    });
  }

  /** True for a path that has a document. */
  holds(path: string): boolean {
    return this.#documents.has(path);
  }

  /** Takes the document at `path` away; the file below it, if any, shows again. */
  close(path: string): void {
    if (!this.#documents.delete(path)) return;
    this.#connection?.notify("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
  }

  /** Tells that files on disk are not what they were. */
  filesChanged(changes: readonly FileEvent[]): void {
    if (changes.length === 0) return;
    this.#connection?.notify("workspace/didChangeWatchedFiles", { changes });
  }

  /** @throws {Error} If the server reports an error, or dies twice over the request. */
  async request<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]["params"],
  ): Promise<ServerRequests[M]["result"]> {
    const generation = this.#generation;
    try {
      return await send(await this.#ready, method, params);
    } catch (error) {
      if (this.#isDisposed || generation === this.#generation) throw error;
      return send(await this.#ready, method, params);
    }
  }

  /** Ends the process; what waits fails. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.stdin?.end();
    const timer = setTimeout(() => killGroup(child), exitGrace);
    await exited;
    clearTimeout(timer);
  }

  #start(): Promise<Connection> {
    const ready = this.#launch();
    // A launch that fails is followed by the next one or by `onFailure`.
    ready.catch(() => {});
    return ready;
  }

  async #launch(): Promise<Connection> {
    if (this.#isDisposed) throw new Error("TypeScript's language server is not wanted any more");
    const { command, cwd, settings } = this.#options;
    this.#generation += 1;
    this.#startedAt = performance.now();
    const child = spawn(command, ["--lsp", "--stdio"], {
      cwd,
      // Its own process group: Jupyter signals the whole group of the kernel.
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const connection = new Connection(child.stdout, child.stdin, (method, params) =>
      method === "workspace/configuration" ? answerAll(params, settings) : null,
    );
    this.#process = child;
    child.once("error", (error) => this.#ended(child, connection, error.message));
    child.once("exit", (code, signal) => this.#ended(child, connection, String(signal ?? code)));
    await connection.request("initialize", {
      processId: process.pid,
      rootUri: uriOf(cwd),
      initializationOptions: { disablePushDiagnostics: true },
      capabilities,
    });
    connection.notify("initialized", {});
    this.#connection = connection;
    for (const [path, document] of this.#documents) this.#open(path, document);
    return connection;
  }

  #open(path: string, { text, version }: Document): void {
    const script = path.endsWith(".tsx") ? "typescriptreact" : "typescript";
    const languageId = path.endsWith(".json") ? "json" : script;
    this.#connection?.notify("textDocument/didOpen", {
      textDocument: { uri: uriOf(path), languageId, version, text },
    });
  }

  #ended(child: ChildProcess, connection: Connection, reason: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    this.#connection = undefined;
    if (performance.now() - this.#startedAt > stableAfter) this.#failures = 0;
    this.#failures += 1;
    if (!this.#isDisposed && this.#failures < maxFailures) this.#ready = this.#start();
    else if (!this.#isDisposed) {
      this.#options.onFailure(
        `TypeScript's language server ended ${maxFailures} times (${reason})`,
      );
    }
    connection.close(new Error(`TypeScript's language server ended (${reason})`));
  }
}

const capabilities = {
  workspace: { configuration: true },
  textDocument: {
    completion: { completionItem: { labelDetailsSupport: true } },
    hover: { contentFormat: ["markdown"] },
    signatureHelp: { signatureInformation: { documentationFormat: ["markdown"] } },
  },
};

function answerAll(params: unknown, settings: unknown): unknown[] {
  const hasItems = typeof params === "object" && params !== null && "items" in params;
  return hasItems && Array.isArray(params.items) ? params.items.map(() => settings) : [];
}

function send<M extends keyof ServerRequests>(
  connection: Connection,
  method: M,
  params: ServerRequests[M]["params"],
): Promise<ServerRequests[M]["result"]> {
  // The server is pinned with this package: what it answers has the shape of its method.
  return connection.request(method, params) as Promise<ServerRequests[M]["result"]>;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** A path as the server names it. */
export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
