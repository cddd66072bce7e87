import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Attempt, AttemptHooks } from "./attempt.ts";
import { fromChildSchema } from "./messages.ts";
import { packageFolder } from "./provenance.ts";
import type { GridRecord } from "./results-file.ts";

// The built one: Node runs no TypeScript.
const worker = join(packageFolder, "dist", "src", "run", "worker.js");

/**
 * Runs a cell in a process of its own, whose memory ends with it.
 *
 * @throws {Error} What the job threw there, by its message; or how the process ended.
 * @throws The signal's reason, once it is aborted; the process is ended.
 */
export async function runInChild(attempt: Attempt, hooks: AttemptHooks): Promise<GridRecord> {
  const { signal } = hooks;
  signal.throwIfAborted();
  const child = fork(worker, {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    serialization: "advanced",
  });
  const end = () => child.kill();
  signal.addEventListener("abort", end, { once: true });
  try {
    return await waitFor(child, attempt, hooks);
  } finally {
    signal.removeEventListener("abort", end);
    child.kill();
  }
}

function waitFor(
  child: ChildProcess,
  attempt: Attempt,
  { onNotice, signal }: AttemptHooks,
): Promise<GridRecord> {
  const MOST_KEPT = 2000; // characters of what it complained of
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-MOST_KEPT);
  });
  return new Promise((resolve, reject) => {
    child.on("message", (raw) => {
      const message = fromChildSchema.parse(raw);
      if (message.kind === "notice") onNotice(message.line);
      else if (message.kind === "record") resolve(message.record);
      else reject(new Error(message.message));
    });
    child.once("error", reject);
    child.once("close", (code, endedBy) => {
      if (signal.aborted) return reject(signal.reason);
      const how = endedBy ? `signal ${endedBy}` : `exit code ${code}`;
      reject(new Error(`the process ended with ${how}. ${complaints}`.trim()));
    });
    child.send(attempt, (error) => error && reject(error));
  });
}
