import { readFileSync } from "node:fs";
import type { Runtime } from "node:inspector";
import { Session } from "node:inspector/promises";
import { basename } from "node:path";
import type { DebugEvent, DebugRequest, DebugResponse } from "../../types.ts";
import type { CompiledCell } from "../compile/index.ts";
import { installationFolder } from "../modules/installation.ts";
import { Breakpoints } from "./breakpoints.ts";
import { capabilities } from "./capabilities.ts";
import { evaluate } from "./evaluation.ts";
import { type Frame, scopesOf } from "./frames.ts";
import { globalVariables, setGlobal } from "./globals.ts";
import { type Arguments, DebugError, isArguments, listOf, numberOf, textOf } from "./protocol.ts";
import { cellPaths, hiddenScripts, Scripts } from "./scripts.ts";
import { type Stop, Stops } from "./stops.ts";
import { typeText, valueText } from "./value-text.ts";
import { Variables } from "./variables.ts";

/** The only thread that is shown. */
const threadId = 1;
/** Milliseconds that what the user types may take, and what a front end asks by itself. */
const patience = { typed: 10_000, asked: 1000 };

type Handler = (given: Arguments) => unknown;

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
  #breakpoints: Breakpoints;
  #isConnected: boolean = false;
  #isAttached: boolean = false;
  #exceptions: "none" | "uncaught" | "all" = "none";
  #sent = 0;

  constructor(send: (event: DebugEvent) => void) {
    this.#send = send;
    this.#breakpoints = new Breakpoints(this.#session, this.#scripts);
    this.#variables = new Variables(this.#session, (expression) => this.#evaluate(expression));
    this.#stops = new Stops(this.#session, this.#scripts, {
      beforeScript: () => this.#breakpoints.settled(),
      onStop: (stop) => this.#onStop(stop),
      onContinue: () => {
        this.#variables.clear();
        this.#emit("continued", { threadId, allThreadsContinued: true });
      },
    });
    this.#session.on("Debugger.scriptParsed", ({ params: { url, scriptId, isModule } }) => {
      const path = this.#scripts.addScript(scriptId, url, isModule === true ? "esm" : "cjs");
      if (path !== undefined) this.#breakpoints.afterLoad(path);
    });
  }

  /** Whether cells are to let the engine see that nothing catches what they throw. */
  get stopsAtUncaught(): boolean {
    return this.#isAttached && this.#exceptions === "uncaught";
  }

  /** Answers a request. Never rejects. */
  async handle(request: DebugRequest): Promise<DebugResponse> {
    const { command, seq: request_seq } = request;
    const answer = { type: "response", request_seq, command } as const;
    try {
      const handler = this.#handlers[command];
      if (handler === undefined) throw new DebugError(`${command}: a known request is required`);
      if (!this.#isConnected) this.#session.connectToMainThread();
      this.#isConnected = true;
      const given = isArguments(request.arguments) ? request.arguments : {};
      const body = await handler(given);
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

  readonly #handlers: Readonly<Record<string, Handler>> = {
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
    dumpCell: (given) => ({ sourcePath: this.#scripts.addText(textOf(given, "code")) }),
    source: (given) => this.#source(sourcePath(given)),
    modules: () => this.#modules(),
    threads: () => ({ threads: [{ id: threadId, name: "main" }] }),
    setBreakpoints: (given) => this.#setBreakpoints(given),
    setExceptionBreakpoints: (given) => this.#setExceptionBreakpoints(given),
    continue: async () => {
      await this.#stops.resume();
      return { allThreadsContinued: true };
    },
    next: () => this.#stops.step("next"),
    stepIn: () => this.#stops.step("stepIn"),
    stepOut: () => this.#stops.step("stepOut"),
    pause: () => this.#whenAttached("pause", () => this.#stops.pause()),
    stackTrace: (given) => this.#stackTrace(given),
    scopes: (given) => ({
      scopes: scopesOf(
        this.#stops.frame(numberOf(given, "frameId")),
        this.#variables,
        (expression, frame) => this.#evaluate(expression, frame),
      ),
    }),
    variables: (given) => this.#list(given),
    setVariable: async (given) => {
      const container = this.#variables.at(numberOf(given, "variablesReference"));
      return container.set(textOf(given, "name"), textOf(given, "value"));
    },
    evaluate: (given) => this.#evaluateRequest(given),
    exceptionInfo: () => this.#exceptionInfo(),
    inspectVariables: async () => {
      if (this.#stops.current === undefined) this.#variables.clear();
      return { variables: await globalVariables(this.#session, this.#variables) };
    },
    richInspectVariables: (given) => this.#richInspect(given),
    copyToGlobals: async (given) => {
      const frame = this.#stops.frame(numberOf(given, "srcFrameId"));
      const value = await this.#evaluate(textOf(given, "srcVariableName"), frame);
      await setGlobal(this.#session, textOf(given, "dstVariableName"), value);
    },
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
    this.#exceptions = "none";
    this.#breakpoints = new Breakpoints(this.#session, this.#scripts);
    await this.#stops.resume();
    await this.#session.post("Debugger.disable");
    await this.#session.post("Runtime.disable");
    this.#emit("terminated");
  }

  #whenAttached<Result>(command: string, act: () => Result): Result {
    if (this.#isAttached) return act();
    throw new DebugError(`${command}: a debugger that is on is required; send attach first`);
  }

  #source(path: string): object {
    const content = this.#scripts.cellText(path) ?? readFileSync(path, "utf8");
    return { content, mimeType: "text/typescript" };
  }

  /** The user's own files. */
  #modules(): object {
    const paths = this.#scripts.files.filter(
      (path) => !path.includes("/node_modules/") && !path.startsWith(`${installationFolder}/`),
    );
    const modules = paths.map((path, id) => ({ id, name: basename(path), path }));
    return { modules, totalModules: modules.length };
  }

  async #setBreakpoints(given: Arguments): Promise<object> {
    const path = sourcePath(given);
    const asked = listOf(given, "breakpoints").map((one) => ({
      line: numberOf(one, "line"),
      ...(typeof one["condition"] === "string" ? { condition: one["condition"] } : {}),
    }));
    const breakpoints = await this.#whenAttached("setBreakpoints", () =>
      this.#breakpoints.replace(path, asked),
    );
    return { breakpoints };
  }

  async #setExceptionBreakpoints({ filters }: Arguments): Promise<void> {
    const given = Array.isArray(filters) ? filters : [];
    this.#exceptions = given.includes("all")
      ? "all"
      : given.includes("uncaught")
        ? "uncaught"
        : "none";
    await this.#whenAttached("setExceptionBreakpoints", () =>
      this.#session.post("Debugger.setPauseOnExceptions", { state: this.#exceptions }),
    );
  }

  #stackTrace(given: Arguments): object {
    const { frames = [] } = this.#stops.current ?? {};
    const start = numberOf(given, "startFrame", 0);
    const levels = numberOf(given, "levels", 0) || frames.length;
    const stackFrames = frames
      .slice(start, start + levels)
      .map(({ id, name, source, line, column }) => ({ id, name, source, line, column }));
    return { stackFrames, totalFrames: frames.length };
  }

  async #list(given: Arguments): Promise<object> {
    const container = this.#variables.at(numberOf(given, "variablesReference"));
    const count = numberOf(given, "count", 0);
    const range = { start: numberOf(given, "start", 0), count };
    return { variables: await container.list(count === 0 ? undefined : range) };
  }

  async #evaluateRequest(given: Arguments): Promise<object> {
    const { frameId, context } = given;
    const frame = frameId === undefined ? undefined : this.#stops.frame(numberOf(given, "frameId"));
    const isTyped = context === undefined || context === "repl";
    const object = await evaluate(this.#session, textOf(given, "expression"), {
      callFrameId: frame?.call.callFrameId,
      timeout: isTyped ? patience.typed : patience.asked,
      isPure: context === "hover",
    });
    const { value, type, variablesReference } = this.#variables.variableOf("", object);
    return { result: value, type, variablesReference };
  }

  #exceptionInfo(): object {
    const exception = this.#stops.current?.exception;
    if (exception === undefined)
      throw new DebugError("exceptionInfo: a stop at an error is required");
    return {
      exceptionId: typeText(exception),
      description: valueText(exception),
      breakMode: this.#exceptions === "all" ? "always" : "unhandled",
    };
  }

  /** The value as a cell would show it. */
  async #richInspect(given: Arguments): Promise<object> {
    const { frameId } = given;
    const frame =
      this.#stops.current === undefined || frameId === undefined
        ? undefined
        : this.#stops.frame(numberOf(given, "frameId"));
    const { value } = await evaluate(
      this.#session,
      `__triptych.format(${textOf(given, "variableName")})`,
      { callFrameId: frame?.call.callFrameId, timeout: patience.asked, returnByValue: true },
    );
    return value;
  }

  #evaluate(
    expression: string,
    frame: Frame | undefined = this.#stops.current?.frames[0],
  ): Promise<Runtime.RemoteObject> {
    const callFrameId = frame?.call.callFrameId;
    return evaluate(this.#session, expression, { callFrameId, timeout: patience.typed });
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

function sourcePath(given: Arguments): string {
  const source = given["source"];
  return textOf(isArguments(source) ? source : {}, "path");
}
