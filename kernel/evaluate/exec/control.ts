/**
 * The control thread: it reads the front's commands, compiles cells, stops the main thread, and ends
 * the process when the front is gone. It answers also while the main thread computes.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort } from "node:worker_threads";
import { type Command, fileDescriptors, frameReader, type Task } from "../program/protocol.ts";
import { CompileError, compileCell } from "./compile/index.ts";
import type { BarrierPassed, ControlMessage } from "./control-messages.ts";
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
  },
});

/** Commands that came during an interrupt: the next cell must not be stopped in its place. */
let waiting: Command[] = [];

function post(message: ControlMessage): void {
  parentPort?.postMessage(message);
}

function take(command: Command): void {
  if (interrupter.isActive) {
    waiting.push(command);
  } else if (command.type === "run") {
    run(command.task);
  } else if (command.type === "comm") {
    post(command);
  } else {
    interrupter.start(command.id, takeWaiting);
  }
}

function takeWaiting(): void {
  const commands = waiting.filter(({ type }) => type !== "interrupt");
  waiting = [];
  for (const command of commands) take(command);
}

function run(task: Task): void {
  try {
    post({ type: "run", task, cell: compileCell(task.code) });
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const { message, line, column } = error;
    post({ type: "invalid", task, error: { message, line, column } });
  }
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
parentPort?.on("message", (message: BarrierPassed | End) => {
  if (message.type === "end") endProcessGroup();
  else interrupter.barrierPassed(message.number);
});
watchParent();
// Loads the compilers while the main thread loads the rest.
compileCell("");
