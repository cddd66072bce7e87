import { format, isDisplayHandle } from "../../display/index.ts";
import type { Task, TaskOutcome } from "../program/protocol.ts";
import { interruptedReport } from "../program/reports.ts";
import type { ErrorReport, RichOutput } from "../types.ts";
import type { PositionData } from "./compile/index.ts";
import type { Barrier, InvalidText } from "./control-messages.ts";
import { reportOf, syntaxReport } from "./errors/report.ts";
import { rememberCell, scriptName } from "./errors/sources.ts";
import { type Evaluation, Evaluator } from "./evaluate.ts";
import { send } from "./output-pipe.ts";
import { currentOwner, type Owner, setOwner } from "./owner.ts";

interface Running {
  readonly task: Task;
  readonly owner: Owner;
  /** Displays that are still being made; the cell ends after them. */
  pending: number;
  /** Set when the script has ended. */
  outcome: TaskOutcome | undefined;
  value: { readonly of: unknown } | undefined;
}

/**
 * Runs tasks one at a time. A termination may cut any function here short, and takes all pending
 * promises: then the barrier that follows it ends the task (`pass`).
 */
export class Runner {
  readonly #evaluator: Evaluator = new Evaluator();
  #running: Running | undefined;

  /** Starts a task. */
  run(task: Task, cell: PositionData): void {
    const running = this.#start(task);
    rememberCell(task.name, cell);
    const program = `${cell.program}\n//# sourceURL=${scriptName(task.name)}`;
    this.#evaluator.evaluate(program, (evaluation) => this.#finish(running, evaluation));
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

  /** Takes the value of the running task's last expression. */
  setResult(value: unknown): void {
    if (this.#running !== undefined) this.#running.value = { of: value };
  }

  /** Keeps the running task open until `work` settles. */
  waitFor(work: Promise<unknown>): void {
    const running = this.#running;
    if (running === undefined) return;
    running.pending += 1;
    const settled = () => {
      running.pending -= 1;
      this.#endIfSettled(running);
    };
    work.then(settled, settled);
  }

  /** Does what a barrier asks: ends the task that it names, and stops what was terminated. */
  pass({ id, struck }: Barrier): void {
    const running = this.#running;
    const isMeant = running !== undefined && running.task.id === id;
    if (struck) stop(currentOwner());
    if (!isMeant) return;
    stop(running.owner);
    this.#end(running, { status: "error", error: interruptedReport() });
  }

  #start(task: Task): Running {
    const owner = { cell: task.id, stopped: false };
    // An expression that the front asks for prints into the cell it belongs to.
    const running = { task, owner, pending: 0, outcome: undefined, value: undefined };
    this.#running = running;
    if (task.result !== "return") setOwner(owner);
    return running;
  }

  #finish(running: Running, evaluation: Evaluation): void {
    const { task } = running;
    if (this.#running !== running) return;
    if (evaluation.status === "terminated") {
      this.#end(running, { status: "error", error: interruptedReport() });
    } else if (evaluation.status === "thrown") {
      const { value, line, column } = evaluation;
      const frames = line === undefined ? [] : [`${scriptName(task.name)}:${line}:${column}`];
      const error = this.#report(value, frames);
      this.#end(running, { status: "error", error });
    } else {
      running.outcome = { status: "ok" };
      this.#deliver(running);
      this.#endIfSettled(running);
    }
  }

  /** Shows the value of the last expression, or makes it the task's outcome. */
  #deliver(running: Running): void {
    const { task, owner, value } = running;
    const isShown = value?.of === undefined || isDisplayHandle(value.of);
    const isWanted = task.result === "return" || (task.result === "show" && !isShown);
    if (!isWanted) return;
    const deliver = (output: RichOutput) => {
      if (task.result === "return") running.outcome = { status: "value", value: output };
      else send({ type: "output", cell: owner.cell, output: { type: "result", ...output } });
    };
    const formatted = format(value?.of);
    if (formatted instanceof Promise) this.waitFor(formatted.then(deliver));
    else deliver(formatted);
  }

  #endIfSettled(running: Running): void {
    if (running.outcome !== undefined && running.pending === 0) this.#end(running, running.outcome);
  }

  /** Tells first and forgets then: cut short in between, the task is told of twice, not never. */
  #end(running: Running, outcome: TaskOutcome): void {
    if (this.#running !== running) return;
    send({ type: "done", id: running.task.id, outcome });
    this.#running = undefined;
  }

  #report(value: unknown, frames: readonly string[]): ErrorReport {
    try {
      return reportOf(value, frames);
    } catch (error) {
      // A thrown value that throws when it is read.
      return { name: "Uncaught", message: String(error), traceback: [String(error)] };
    }
  }
}

function stop(owner: Owner | undefined): void {
  if (owner !== undefined) owner.stopped = true;
}

function emptyCell(source: string): PositionData {
  const map = { version: 3, sources: [], names: [], mappings: "" };
  return { source, program: source, generated: source, segments: [], map };
}
