import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import type { Attempt, AttemptHooks } from "./attempt.ts";
import { fromChildSchema } from "./messages.ts";
import { packageFolder } from "./provenance.ts";
import type { GridRecord } from "./results-file.ts";

/** The program of a trial's process: the built one, since Node runs no TypeScript. */
export const workerPath = join(packageFolder, "dist", "src", "run", "worker.js");

/** A process that ended without a word: killed, or out of memory. */
export class LostError extends Error {
  override readonly name = "LostError";
}

/**
 * Runs a cell in a process of its own, whose memory ends with it.
 *
 * @throws {Error} What the job threw there, by its message.
 * @throws {LostError} How the process ended, if it said nothing.
 * @throws The signal's reason, once it is aborted; the process is ended.
 */
export async function runInChild(
  attempt: Attempt,
  hooks: AttemptHooks & { readonly onSpawn?: (pid: number | undefined) => void },
): Promise<GridRecord> {
  const { signal } = hooks;
  signal.throwIfAborted();
  const child = fork(workerPath, {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    serialization: "advanced",
  });
  hooks.onSpawn?.(child.pid);
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
  { onNotice, onMetrics, signal }: AttemptHooks,
): Promise<GridRecord> {
  const MOST_KEPT = 2000; // characters of what it complained of
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-MOST_KEPT);
  });
  return new Promise((resolve, reject) => {
    child.on("message", (raw) => {
      const parsed = fromChildSchema.safeParse(raw);
      if (!parsed.success) {
        const reason = z.prettifyError(parsed.error);
        return reject(
          new ConfigError(
            `experiment: ${attempt.job} must tell lines of text, and numbers by name, got another message\n${reason}`,
          ),
        );
      }
      const message = parsed.data;
      if (message.kind === "notice") onNotice(message.line);
      else if (message.kind === "metrics") onMetrics?.(message.step, message.metrics);
      else if (message.kind === "record") resolve(message.record);
      else reject(new Error(message.message));
    });
    child.once("error", reject);
    child.once("close", (code, endedBy) => {
      if (signal.aborted) return reject(signal.reason);
      const how = endedBy ? `signal ${endedBy}` : `exit code ${code}`;
      reject(new LostError(`the process ended with ${how}. ${complaints}`.trim()));
    });
    child.send(attempt, (error) => error && reject(error));
  });
}
