/**
 * The control thread: it reads the front's commands, compiles cells, stops the main thread, and ends
 * the process when the front is gone. It answers also while the main thread computes.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort } from "node:worker_threads";
import {
  type Command,
  encodeFrame,
  fileDescriptors,
  frameReader,
  type ProgramMessage,
  type Task,
} from "../program/protocol.ts";
import { CompileError, compileCell, rememberNames } from "./compile/index.ts";
import type {
  AnswerMessage,
  AnswerWay,
  BarrierPassed,
  ControlMessage,
  TaskMessage,
} from "./control-messages.ts";
import { DebugAdapter } from "./debug/adapter.ts";
import { type End, endProcessGroup } from "./end.ts";
import { Interrupter } from "./interrupter.ts";

/** Milliseconds between looks at the parent. */
const parentPeriod = 1000;

const session = new Session();
session.connectToMainThread();

const interrupter = new Interrupter({
  post,
  terminate: (done) => {
    session.post("Runtime.terminateExecution", (error) => {
      if (error === null) done();
    });
    debug.release();
  },
});

const debugPipe = new Socket({ fd: fileDescriptors.debug, readable: false, writable: true });
debugPipe.on("error", endProcessGroup);
const debug = new DebugAdapter((event) => tell({ type: "debug", event }));
/** A task whose breakpoints are being set. */
let held: TaskMessage | undefined;

/**
 * Commands that came while a task was held, which they must not overtake, or during an interrupt: the
 * next cell must not be stopped in its place.
 */
let waiting: Command[] = [];

let answerWay: AnswerWay | undefined;

function post(message: ControlMessage): void {
  parentPort?.postMessage(message);
}

function tell(message: ProgramMessage): void {
  debugPipe.write(encodeFrame(message));
}

function take(command: Command): void {
  if (command.type === "debug") {
    void answer(command);
    return;
  }
  if (command.type === "answer") {
    deliver(command);
    return;
  }
  if (command.type === "interrupt") {
    letGo();
    interrupter.start(command.id, takeWaiting);
  } else if (interrupter.isActive || held !== undefined) {
    waiting.push(command);
  } else if (command.type === "run") {
    run(command.task);
  } else {
    post(command);
  }
}

function takeWaiting(): void {
  const commands = waiting;
  waiting = [];
  for (const command of commands) take(command);
}

function run(task: Task): void {
  try {
    const cell = compileCell(task.code);
    rememberNames(cell.names);
    const prepared = debug.prepare(task.name, cell);
    const message: TaskMessage = { type: "run", task, cell, isWatched: debug.stopsAtUncaught };
    if (prepared === undefined) {
      post(message);
    } else {
      held = message;
      void prepared.then(() => {
        if (held !== message) return;
        letGo();
        takeWaiting();
      });
    }
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { message, line, column } = error;
    post({ type: "invalid", task, error: { message, line, column } });
  }
}

function letGo(): void {
  if (held !== undefined) post(held);
  held = undefined;
}

async function answer({ id, request }: Command & { readonly type: "debug" }): Promise<void> {
  tell({ type: "debugged", id, response: await debug.handle(request) });
}

function deliver({ id, answer }: AnswerMessage): void {
  if (answerWay === undefined) return;
  answerWay.port.postMessage({ id, answer });
  Atomics.add(answerWay.count, 0, 1);
  Atomics.notify(answerWay.count, 0);
}

function watchParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) endProcessGroup();
  }, parentPeriod).unref();
}

const commands = new Socket({ fd: fileDescriptors.commands, readable: true, writable: false });
commands.on("data", frameReader<Command>(take));
commands.on("error", endProcessGroup);
commands.on("close", endProcessGroup);
parentPort?.on("message", (message: AnswerWay | BarrierPassed | End) => {
  if (message.type === "end") endProcessGroup();
  else if (message.type === "answers") answerWay = message;
  else interrupter.barrierPassed(message.number);
});
watchParent();
// Loads the compilers while the main thread loads the rest.
compileCell("");
