/**
 * The user's program. The main thread runs cells and nothing else; the control thread (control.ts)
 * takes the front's commands.
 */
import { Worker } from "node:worker_threads";
import { setHost } from "../../display/index.ts";
import { CommHandlers } from "./comm-handlers.ts";
import type {
  Barrier,
  BarrierPassed,
  CommDelivery,
  ControlMessage,
  TaskMessage,
} from "./control-messages.ts";
import { endFromMainThread, setEndListener } from "./end.ts";
import { installStackTraces } from "./errors/frames.ts";
import { defineGlobals, loadPrelude } from "./globals.ts";
import { send } from "./output-pipe.ts";
import { currentOwner } from "./owner.ts";
import { Questions } from "./questions.ts";
import { Runner } from "./runner.ts";
import { installStreams } from "./streams.ts";
import { installTimers } from "./timers.ts";
import { installUncaughtHandlers } from "./uncaught.ts";

const [, , prelude] = process.argv;
process.argv.length = 1;

// Ctrl-C is for the programs that a cell starts; this one is stopped by its control thread.
process.on("SIGINT", () => {});
// The last step of process.exit, undocumented; an ordinary exit waits for the inspector session.
Reflect.set(process, "reallyExit", (code: number = 0) => {
  send({ type: "exit", code });
  endFromMainThread();
});

const control = new Worker(new URL("./control.js", import.meta.url));
setEndListener((message) => control.postMessage(message));
installStreams();
installTimers();
installStackTraces();
installUncaughtHandlers();

const runner = new Runner();
const handlers = new CommHandlers();
const questions = new Questions((way) => control.postMessage(way, [way.port]));
setHost({
  publish: (output) => {
    const cell = currentOwner()?.cell;
    if (output.type === "comm") send({ type: "comm", cell, message: output.message });
    else send({ type: "output", cell, output });
  },
  waitFor: (work) => {
    if (!handlers.waitFor(work)) runner.waitFor(work);
  },
  beforeEnd: (work) => runner.beforeEnd(work),
  ask: (question) => {
    const answer = questions.ask(question);
    runner.waitFor(answer);
    return answer;
  },
  signal: () => currentOwner()?.stop.signal,
  askAndWait: (question) => questions.askAndWait(question),
});
defineGlobals((cell) => runner.runFunction(cell));

/** What came before the prelude was there. */
let early: (TaskMessage | CommDelivery)[] | undefined = [];

control.on("message", (message: ControlMessage) => {
  if (message.type === "barrier") {
    pass(message);
  } else if (early !== undefined) {
    early.push(message);
  } else {
    take(message);
  }
});

function pass(barrier: Barrier): void {
  const cancelled = early?.find((message) => "task" in message && message.task.id === barrier.id);
  early = early?.filter((message) => message !== cancelled);
  if (cancelled !== undefined && "task" in cancelled) runner.cancel(cancelled.task);
  // The prelude's promises are gone: nothing will say that it is there.
  if (barrier.struck) becomeReady();
  runner.pass(barrier);
  handlers.stop();
  const passed: BarrierPassed = { type: "passed", number: barrier.number };
  control.postMessage(passed);
}

function take(message: TaskMessage | CommDelivery): void {
  if (message.type === "comm") handlers.take(message);
  else if (message.type === "run") runner.run(message);
  else runner.reject(message.task, message.error);
}

function becomeReady(): void {
  if (early === undefined) return;
  const messages = early;
  early = undefined;
  send({ type: "ready" });
  for (const message of messages) take(message);
}

if (prelude === undefined) becomeReady();
else void loadPrelude(prelude).then(becomeReady);
