import { Session } from "node:inspector/promises";
import type { DebugEvent, DebugRequest, DebugResponse } from "../../types.ts";
import type { CompiledCell } from "../compile/index.ts";
import { Breakpoints } from "./breakpoints.ts";
import { capabilities } from "./capabilities.ts";
import { Exceptions } from "./exceptions.ts";
import {
  type Arguments,
  DebugError,
  type Handlers,
  isArguments,
  listOf,
  numberOf,
  sourcePath,
} from "./protocol.ts";
import { cellPaths, hiddenScripts, Scripts } from "./scripts.ts";
import { sourceRequests } from "./source-requests.ts";
import { stopRequests, threadId } from "./stop-requests.ts";
import { type Stop, Stops } from "./stops.ts";
import { evaluateTyped, valueRequests } from "./value-requests.ts";
import { valueText } from "./value-text.ts";
import { Variables } from "./variables.ts";

/** Requests that only a debugger that is on can do. */
const requestsWhenOn = new Set(["setBreakpoints", "setExceptionBreakpoints", "pause"]);

/**
 * Answers requests of the Debug Adapter Protocol, and JupyterLab's additions to it, by an inspector
 * session on the main thread. Until `attach` the engine is not told to debug anything.
 */
export class DebugAdapter {
  readonly #send: (event: DebugEvent) => void;
  readonly #session = new Session();
  readonly #scripts = new Scripts();
  readonly #variables: Variables;
  readonly #stops: Stops;
  readonly #exceptions: Exceptions;
  readonly #handlers: ReadonlyMap<string, Handlers[string]>;
  #breakpoints: Breakpoints;
  #isConnected: boolean = false;
  #isAttached: boolean = false;
  #sent = 0;

  constructor(send: (event: DebugEvent) => void) {
    this.#send = send;
    const session = this.#session;
    const scripts = this.#scripts;
    this.#breakpoints = new Breakpoints(session, scripts);
    const variables = new Variables(session, (expression) =>
      evaluateTyped(session, expression, this.#stops.current?.frames[0]),
    );
    const stops = new Stops(session, scripts, {
      beforeScript: () => this.#breakpoints.settled(),
      onStop: (stop) => this.#onStop(stop),
      onContinue: () => {
        variables.clear();
        this.#emit("continued", { threadId, allThreadsContinued: true });
      },
    });
    this.#variables = variables;
    this.#stops = stops;
    this.#exceptions = new Exceptions(session, stops);
    this.#handlers = new Map(
      Object.entries({
        ...this.#ownRequests,
        ...sourceRequests(scripts),
        ...stopRequests(stops),
        ...valueRequests({ session, stops, variables }),
        ...this.#exceptions.requests,
      }),
    );
    session.on("Debugger.scriptParsed", ({ params: { url, scriptId, isModule } }) => {
      const path = scripts.addScript(scriptId, url, isModule === true ? "esm" : "cjs");
      if (path !== undefined) this.#breakpoints.afterLoad(path);
    });
  }

  /** Whether cells are to let the engine see that nothing catches what they throw. */
  get stopsAtUncaught(): boolean {
    return this.#isAttached && this.#exceptions.stopAtUncaught;
  }

  /** Answers a request. Never rejects. */
  async handle(request: DebugRequest): Promise<DebugResponse> {
    const { command, seq: request_seq } = request;
    const answer = { type: "response", request_seq, command } as const;
    try {
      const body = await this.#answer(command, request.arguments);
      return { ...answer, seq: this.#number(), success: true, body: body ?? {} };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ...answer, seq: this.#number(), success: false, message, body: {} };
    }
  }

  /**
   * Remembers a cell that is about to run.
   *
   * @returns Undefined, or what must be waited for before it runs; it never rejects.
   */
  prepare(name: string, cell: CompiledCell): Promise<void> | undefined {
    this.#scripts.addCell(name, cell);
    return this.#isAttached ? this.#breakpoints.beforeCell(cell.source) : undefined;
  }

  /** Lets a program that stands still go on, so that it can be stopped. */
  release(): void {
    void this.#stops.resume().catch(() => {});
  }

  #answer(command: string, given: unknown): unknown {
    const handler = this.#handlers.get(command);
    if (handler === undefined) throw new DebugError(`${command}: a known request is required`);
    if (!this.#isAttached && requestsWhenOn.has(command)) {
      throw new DebugError(`${command}: a debugger that is on is required; send attach first`);
    }
    if (!this.#isConnected) this.#session.connectToMainThread();
    this.#isConnected = true;
    return handler(isArguments(given) ? given : {});
  }

  readonly #ownRequests: Handlers = {
    initialize: () => capabilities,
    attach: () => this.#attach(),
    configurationDone: () => undefined,
    disconnect: () => this.#detach(),
    debugInfo: () => ({
      isStarted: this.#isAttached,
      ...cellPaths,
      breakpoints: this.#breakpoints.list(),
      stoppedThreads: this.#stops.current === undefined ? [] : [threadId],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    }),
    setBreakpoints: (given) => this.#setBreakpoints(given),
  };

  async #attach(): Promise<void> {
    if (!this.#isAttached) {
      await this.#session.post("Runtime.enable");
      await this.#session.post("Debugger.enable");
      await this.#session.post("Debugger.setBlackboxPatterns", { patterns: hiddenScripts });
      this.#isAttached = true;
    }
    this.#emit("initialized");
  }

  /** Turning the engine's debugger off lets the program go on. */
  async #detach(): Promise<void> {
    this.#isAttached = false;
    this.#exceptions.clear();
    this.#breakpoints = new Breakpoints(this.#session, this.#scripts);
    await this.#stops.resume();
    await this.#session.post("Debugger.disable");
    await this.#session.post("Runtime.disable");
    this.#emit("terminated");
  }

  async #setBreakpoints(given: Arguments): Promise<object> {
    const asked = listOf(given, "breakpoints").map((one) => ({
      line: numberOf(one, "line"),
      ...(typeof one["condition"] === "string" ? { condition: one["condition"] } : {}),
    }));
    return { breakpoints: await this.#breakpoints.replace(sourcePath(given), asked) };
  }

  #onStop({ reason, exception }: Stop): void {
    this.#variables.clear();
    const text = exception === undefined ? {} : { text: valueText(exception) };
    this.#emit("stopped", { reason, threadId, allThreadsStopped: true, ...text });
  }

  #emit(event: string, body: object = {}): void {
    this.#send({ type: "event", seq: this.#number(), event, body });
  }

  #number(): number {
    this.#sent += 1;
    return this.#sent;
  }
}
