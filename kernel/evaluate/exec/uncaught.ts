import { reportOf } from "./errors/report.ts";
import { print } from "./streams.ts";

/** Reports errors that nobody catches, of timers, events and promises; the program goes on. */
export function installUncaughtHandlers(): void {
  process.on("uncaughtException", (error) => printReport("Uncaught error", error));
  process.on("unhandledRejection", (reason) => printReport("Unhandled rejection", reason));
}

/** Prints what was thrown, after a word on where. */
export function printReport(label: string, thrown: unknown): void {
  print("stderr", `${label}: ${reportOf(thrown).traceback.join("\n")}\n`);
}
