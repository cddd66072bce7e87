import { reportOf } from "./errors/report.ts";
import { print } from "./streams.ts";

/** Reports errors that nobody catches, of timers, events and promises; the program goes on. */
export function installUncaughtHandlers(): void {
  process.on("uncaughtException", (error) => printReport("Uncaught error", error));
  process.on("unhandledRejection", (reason, promise) => {
    const listener = listeners.get(promise);
    if (listener === undefined) printReport("Unhandled rejection", reason);
    else listener(reason);
  });
}

const listeners = new WeakMap<Promise<unknown>, (thrown: unknown) => void>();

/** Hears of a promise's rejection without a handler, which would make the error a caught one. */
export function onUnhandled(promise: Promise<unknown>, listener: (thrown: unknown) => void): void {
  listeners.set(promise, listener);
}

/** Prints what was thrown, after a word on where. */
export function printReport(label: string, thrown: unknown): void {
  print("stderr", `${label}: ${reportOf(thrown).traceback.join("\n")}\n`);
}
