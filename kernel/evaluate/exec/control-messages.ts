import type { MessagePort } from "node:worker_threads";
import type { Command, Task } from "../program/protocol.ts";
import type { Answer } from "../types.ts";
import type { CompiledCell } from "./compile/index.ts";

/** From the control thread to the main thread. */
export type ControlMessage = TaskMessage | CommDelivery | Barrier;

/** A task, compiled or found not to be TypeScript. */
export type TaskMessage =
  | {
      readonly type: "run";
      readonly task: Task;
      readonly cell: CompiledCell;
      /** Whether the debugger must see that nothing catches what the cell throws. */
      readonly isWatched: boolean;
    }
  | { readonly type: "invalid"; readonly task: Task; readonly error: InvalidText };

/** A comm message for its handler; it does not wait for the task that runs. */
export type CommDelivery = Extract<Command, { readonly type: "comm" }>;

/** Why a task's text can not run. Line and column count from 1. */
export interface InvalidText {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Tells, by its arrival, that the main thread's event loop turns; ends the task that was to stop. */
export interface Barrier {
  readonly type: "barrier";
  readonly number: number;
  /** The task to stop, if it is still running. */
  readonly id: string | undefined;
  /** Whether JavaScript was terminated: whatever ran then must not go on. */
  readonly struck: boolean;
}

/** From the main thread to the control thread: where answers go. */
export interface AnswerWay {
  readonly type: "answers";
  readonly port: MessagePort;
  /** One int32, counted up and notified after each answer: the main thread may stand still. */
  readonly count: Int32Array;
}

/** What comes out of the port of an `AnswerWay`. */
export interface AnswerMessage {
  readonly id: number;
  readonly answer: Answer;
}

/** From the main thread to the control thread: this barrier arrived. */
export interface BarrierPassed {
  readonly type: "passed";
  readonly number: number;
}
