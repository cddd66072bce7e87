import { format, isDisplayHandle } from "../../display/index.ts";
import type { Task, TaskOutcome } from "../program/protocol.ts";
import { interruptedReport } from "../program/reports.ts";
import type { ErrorReport, RichOutput } from "../types.ts";
import type { PositionData } from "./compile/index.ts";
import type { Barrier, InvalidText, TaskMessage } from "./control-messages.ts";
import { reportOf, syntaxReport } from "./errors/report.ts";
import { originalPlace, rememberCell, scriptName } from "./errors/sources.ts";
import { Evaluator, type Failure } from "./evaluate.ts";
import type { CellFunction } from "./globals.ts";
import { send } from "./output-pipe.ts";
import { currentOwner, type Owner, setOwner } from "./owner.ts";
import { onUnhandled, printReport } from "./uncaught.ts";

interface Running {
  readonly task: Task;
  readonly owner: Owner;
  readonly isWatched: boolean;
  /** Displays that are still being made; the cell ends after them. */
  pending: number;
  /** To be called at the end. */
  readonly last: Set<() => void>;
  /** Set when the cell's function has ended. */
  outcome: TaskOutcome | undefined;
}

/**
 * Runs tasks one at a time. A termination may cut any function here short, and takes all pending
 * promises: then the barrier that follows it ends the task (`pass`).
 */
export class Runner {
  readonly #evaluator: Evaluator = new Evaluator();
  #running: Running | undefined;

  /** Starts a task. */
  run({ task, cell, isWatched }: TaskMessage & { readonly type: "run" }): void {
    const running = this.#start(task, isWatched);
    rememberCell(task.name, cell);
    const script = `${cell.program}\n//# sourceURL=${scriptName(task.name)}`;
    this.#evaluator.evaluate(cell.names, script, (failure) => this.#fail(running, failure));
  }

  /** Runs the running task's function; the task's script calls this. */
  runFunction(cell: CellFunction): void {
    const running = this.#running;
    if (running === undefined) return;
    let result: unknown;
    const call = () =>
      cell((value) => {
        result = value;
      });
    const succeed = () => this.#succeed(running, result);
    const fail = (thrown: unknown) => this.#end(running, failed(thrown));
    // Watched, neither this call's caller nor a handler of the promise may seem to catch an error.
    if (running.isWatched) setImmediate(() => onUnhandled(call().then(succeed), fail));
    else call().then(succeed, fail);
  }

  /** Ends a task whose text could not be compiled. */
  reject(task: Task, { message, line, column }: InvalidText): void {
    const running = this.#start(task);
    rememberCell(task.name, emptyCell(task.code));
    const error = syntaxReport(message, { name: task.name, line, column });
    this.#end(running, { status: "error", error });
  }

  /** Ends a task that was interrupted before it could start. */
  cancel(task: Task): void {
    this.#end(this.#start(task), { status: "error", error: interruptedReport() });
  }

  /** Keeps the running task open until `work` settles and what the cell does next is done. */
  waitFor(work: Promise<unknown>): void {
    const running = this.#running;
    if (running === undefined) return;
    running.pending += 1;
    const settled = () => {
      running.pending -= 1;
      this.#endIfSettled(running);
    };
    const settle = () => setImmediate(settled);
    work.then(settle, settle);
  }

  /** Calls `work` when the running task ends. */
  beforeEnd(work: () => void): void {
    this.#running?.last.add(work);
  }

  /** Does what a barrier asks: ends the task that it names, and stops what was terminated. */
  pass({ id, struck }: Barrier): void {
    const running = this.#running;
    const isMeant = running !== undefined && running.task.id === id;
    if (isMeant) callLast(running); // before what listens for the stop makes its own last display
    if (struck) stop(currentOwner());
    if (!isMeant) return;
    stop(running.owner);
    this.#end(running, { status: "error", error: interruptedReport() });
  }

  #start(task: Task, isWatched = false): Running {
    const owner = { cell: task.id, stop: new AbortController() };
    // An expression that the front asks for prints into the cell it belongs to.
    const running = {
      task,
      owner,
      isWatched,
      pending: 0,
      last: new Set<() => void>(),
      outcome: undefined,
    };
    this.#running = running;
    if (task.result !== "return") setOwner(owner);
    return running;
  }

  #fail(running: Running, failure: Failure): void {
    const { name } = running.task;
    if (failure.type === "terminated") {
      this.#end(running, { status: "error", error: interruptedReport() });
    } else {
      const place = originalPlace(scriptName(name), failure) ?? { name, line: 1, column: 1 };
      this.#end(running, { status: "error", error: syntaxReport(failure.message, place) });
    }
  }

  #succeed(running: Running, result: unknown): void {
    if (this.#running !== running) return;
    running.outcome = { status: "ok" };
    try {
      this.#deliver(running, result);
    } catch (error) {
      this.#end(running, failed(error));
    }
    this.#endIfSettled(running);
  }

  /** Shows the value of the last expression, or makes it the task's outcome. */
  #deliver(running: Running, result: unknown): void {
    const { task, owner } = running;
    const isShown = result === undefined || isDisplayHandle(result);
    const isWanted = task.result === "return" || (task.result === "show" && !isShown);
    if (!isWanted) return;
    const deliver = (output: RichOutput) => {
      if (this.#running !== running) return;
      if (task.result === "return") running.outcome = { status: "value", value: output };
      else send({ type: "output", cell: owner.cell, output: { type: "result", ...output } });
    };
    const formatted = format(result);
    if (!(formatted instanceof Promise)) deliver(formatted);
    else this.waitFor(formatted.then(deliver).catch((e) => this.#end(running, failed(e))));
  }

  #endIfSettled(running: Running): void {
    if (running.outcome !== undefined && running.pending === 0) this.#end(running, running.outcome);
  }

  /** Tells first and forgets then: cut short in between, the task is told of twice, not never. */
  #end(running: Running, outcome: TaskOutcome): void {
    if (this.#running !== running) return;
    callLast(running);
    const { id } = running.task;
    try {
      send({ type: "done", id, outcome });
    } catch (error) {
      send({ type: "done", id, outcome: failed(error) }); // a value that JSON can not hold
    }
    this.#running = undefined;
  }
}

/** Does what waits for the task's end. */
function callLast({ last }: Running): void {
  for (const work of last) {
    last.delete(work);
    try {
      work();
    } catch (error) {
      printReport("Uncaught error", error);
    }
  }
}

function failed(thrown: unknown): TaskOutcome {
  return { status: "error", error: safeReport(thrown) };
}

/** A thrown value may itself throw when it is read. */
function safeReport(thrown: unknown): ErrorReport {
  try {
    return reportOf(thrown);
  } catch (error) {
    return { name: "Uncaught", message: String(error), traceback: [String(error)] };
  }
}

function stop(owner: Owner | undefined): void {
  owner?.stop.abort();
}

function emptyCell(source: string): PositionData {
  const map = { version: 3, sources: [], names: [], mappings: "" };
  return { source, program: source, generated: source, segments: [], map };
}
