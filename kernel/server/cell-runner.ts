import { Recent } from "../evaluate/recent.ts";
import type {
  Cell,
  CellOutcome,
  Checker,
  ErrorReport,
  Output,
  OutputListener,
  Program,
  RichOutput,
  TypeCheckMode,
} from "../evaluate/types.ts";
import type { ExecuteRequest, Header, JsonObject } from "../wire/index.ts";
import type { CommTable } from "./comm-table.ts";
import { helpTopic } from "./help-cell.ts";
import type { History } from "./history.ts";
import type { IoPub } from "./iopub.ts";
import type { Stdin } from "./stdin.ts";
import { typeErrorReport, typeWarnings } from "./type-errors.ts";
import { parseCellText } from "./types-directive.ts";

/** What a cell runner works with. */
export interface CellRunnerOptions {
  readonly program: Program;
  readonly checker: Checker;
  readonly iopub: IoPub;
  readonly history: History;
  readonly comms: CommTable;
  readonly stdin: Stdin;
}

/** A cell that was run, as far as its outputs need to know. */
interface RunCell {
  readonly header: Header;
  readonly number: number;
  readonly isStored: boolean;
}

/** Cells, and comm messages, whose late outputs still find their parent. */
const kept = { cells: 5000, messages: 1000 };

/** Checks and runs cells one at a time, and publishes what they make. */
export class CellRunner {
  readonly #options: CellRunnerOptions;
  /** For outputs that come after their end. */
  readonly #cells = new Recent<RunCell>(kept.cells);
  readonly #messages = new Recent<RunCell>(kept.messages);
  /** Cells and messages so far. */
  #count = 0;
  #latest: RunCell | undefined;
  #executionCount = 0;
  #mode: TypeCheckMode = "strict";
  #stopCheck: (() => void) | undefined;

  constructor(options: CellRunnerOptions) {
    this.#options = options;
  }

  get executionCount(): number {
    return this.#executionCount;
  }

  /**
   * Runs the cell of an execute_request and publishes its input, outputs and error.
   * @returns Content of the execute_reply. Never rejects.
   */
  async run(request: ExecuteRequest, header: Header): Promise<JsonObject> {
    const { iopub, history } = this.#options;
    const number = this.#executionCount + 1;
    if (request.storeHistory) {
      this.#executionCount = number;
      history.add(number, request.code);
    }
    if (!request.silent) {
      const input = { code: request.code, execution_count: this.#executionCount };
      iopub.publish("execute_input", input, header);
    }
    this.#count += 1;
    const id = `${number}.${this.#count}`;
    this.#latest = { header, number: this.#executionCount, isStored: request.storeHistory };
    this.#cells.set(id, this.#latest);

    const topic = helpTopic(request.code);
    if (topic !== undefined) return this.#explain(topic, id);
    const outcome = await this.#evaluate(id, number, request);
    history.save();
    const counted = { execution_count: this.#executionCount };
    if (outcome.status === "error") {
      const error = errorContent(outcome.error);
      iopub.publish("error", error, header);
      return { status: "error", ...counted, ...error };
    }
    const expressions = await this.#evaluateExpressions(request.userExpressions);
    return { status: "ok", ...counted, payload: [], user_expressions: expressions };
  }

  /** Stops the running cell, also while its types are being checked. */
  async interrupt(): Promise<void> {
    this.#stopCheck?.();
    await this.#options.program.interrupt();
  }

  /**
   * Makes a comm message the parent of what its handler makes.
   * @returns The id that these outputs are to carry as their cell.
   */
  addMessage(header: Header): string {
    this.#count += 1;
    const id = `comm ${this.#count}`;
    this.#messages.set(id, { header, number: this.#executionCount, isStored: false });
    return id;
  }

  /** Publishes an output of the program under the cell that made it. */
  readonly publishOutput: OutputListener = (output, cellId) => {
    const id = cellId ?? "";
    this.#publish(output, this.#cells.get(id) ?? this.#messages.get(id) ?? this.#latest);
  };

  /** Tells of a program that ended while no cell ran; its variables are gone. */
  noteExit(reason: string): void {
    this.#forgetProgram();
    this.publishOutput({ type: "stream", name: "stderr", text: `${reason}\n` }, undefined);
  }

  async #evaluate(id: string, number: number, request: ExecuteRequest): Promise<CellOutcome> {
    const { code, mode, problem } = parseCellText(request.code);
    if (problem !== undefined) return failed("SettingError", problem);
    this.#mode = mode ?? this.#mode;
    const cell: Cell = { id, number, code, silent: request.silent };
    const error = this.#mode === "off" ? undefined : await this.#findTypeErrors(cell);
    if (error !== undefined) return { status: "error", error };

    const { program, checker } = this.#options;
    // The debugger knows a cell by the text that the user wrote.
    const outcome = await program.run({ ...cell, code: request.code });
    if (outcome.status === "error" && outcome.restarted === true) this.#forgetProgram();
    else checker.commit(cell, outcome.status === "ok");
    return outcome;
  }

  #forgetProgram(): void {
    this.#options.checker.reset();
    this.#options.comms.closeAll(this.#latest?.header ?? {});
  }

  /** The error that keeps a cell from running, if there is one. */
  async #findTypeErrors(cell: Cell): Promise<ErrorReport | undefined> {
    const interrupted = new Promise<"interrupted">((resolve) => {
      this.#stopCheck = () => resolve("interrupted");
    });
    try {
      const found = await Promise.race([this.#options.checker.check(cell), interrupted]);
      if (found === "interrupted") return failed("Interrupted", "before the cell ran").error;
      if (found.length === 0) return undefined;
      if (this.#mode === "strict") return typeErrorReport(cell, found);
      this.#print(typeWarnings(cell, found), cell.id);
    } catch (error) {
      this.#print(`The types of this cell were not checked: ${String(error)}\n`, cell.id);
    } finally {
      this.#stopCheck = undefined;
    }
    return undefined;
  }

  #print(text: string, cellId: string): void {
    this.publishOutput({ type: "stream", name: "stderr", text }, cellId);
  }

  /** Answers a cell that asks about a name by a page, which front ends show as an output. */
  async #explain(topic: string, cellId: string): Promise<JsonObject> {
    const found = await this.#options.checker.inspect(topic, topic.length);
    if (found === undefined) this.#print(`Nothing is known of ${topic}.\n`, cellId);
    const payload = found === undefined ? [] : [{ source: "page", start: 0, data: found.data }];
    return { status: "ok", execution_count: this.#executionCount, payload, user_expressions: {} };
  }

  async #evaluateExpressions(expressions: ReadonlyMap<string, string>): Promise<JsonObject> {
    const values: Record<string, JsonObject> = {};
    for (const [name, expression] of expressions) {
      const value = await this.#options.program.evaluate(expression);
      values[name] = isRich(value)
        ? { status: "ok", data: value.data, metadata: value.metadata }
        : { status: "error", ...errorContent(value) };
    }
    return values;
  }

  #publish(output: Output, cell: RunCell | undefined): void {
    const { iopub, history } = this.#options;
    const parent = cell?.header ?? {};
    switch (output.type) {
      case "stream":
        iopub.stream(output.name, output.text, parent);
        break;
      case "comm":
        this.#options.comms.publish(output.message, parent);
        break;
      case "clear":
        iopub.publish("clear_output", { wait: output.wait }, parent);
        break;
      case "question":
        iopub.flush(); // what was printed explains it
        this.#options.stdin.ask(output, parent);
        break;
      case "display": {
        const { data, metadata, displayId, update } = output;
        const transient = displayId === undefined ? {} : { display_id: displayId };
        const type = update ? "update_display_data" : "display_data";
        iopub.publish(type, { data, metadata, transient }, parent);
        break;
      }
      case "result": {
        const { data, metadata } = output;
        const number = cell?.number ?? this.#executionCount;
        if (cell?.isStored) history.setOutput(number, String(data["text/plain"] ?? ""));
        iopub.publish("execute_result", { execution_count: number, data, metadata }, parent);
      }
    }
  }
}

function failed(name: string, message: string): Extract<CellOutcome, { status: "error" }> {
  return { status: "error", error: { name, message, traceback: [`${name}: ${message}`] } };
}

function errorContent({ name, message, traceback }: ErrorReport): JsonObject {
  return { ename: name, evalue: message, traceback };
}

function isRich(value: RichOutput | ErrorReport): value is RichOutput {
  return "data" in value;
}
