import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { EngineError } from "../../core/errors.ts";
import { type Attempt, failedRecord } from "../attempt.ts";
import { workerPath } from "../child.ts";
import { packageFolder } from "../provenance.ts";
import { recordSchema } from "../results-file.ts";
import type { Executor, ExecutorHooks, TrialResources } from "./executor.ts";

/** Where the cluster is, and what a trial takes of it. */
export interface RayOptions extends TrialResources {
  /** Address of a running cluster. Default `"auto"`: this machine's. */
  readonly address?: string | undefined;
  /** The Python that has Ray. Default `"python3"`. */
  readonly python?: string | undefined;
  /** Whether files are sent back, for nodes that share no storage. Default false. */
  readonly fetch?: boolean | undefined;
}

const messageSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("record"), record: recordSchema }),
  /** Every try was lost. */
  z.strictObject({ kind: z.literal("lost"), hash: z.string(), error: z.string() }),
  z.strictObject({ kind: z.literal("fatal"), error: z.string() }),
]);

const DRIVER_STARTS = 5; // of a driver that ends without having said why

/**
 * Runs trials as tasks of a running Ray cluster, each a Node process. The nodes need Node and this
 * package at the same paths as here, and the run directory on shared storage, or `fetch`.
 */
export function rayExecutor(options: RayOptions = {}): Executor {
  return {
    run: async (trials, hooks) => {
      const waiting = new Map(trials.map((trial) => [trial.hash, trial]));
      for (let starts = 0; waiting.size > 0; starts += 1) {
        if (starts === DRIVER_STARTS) {
          throw new EngineError(
            `rayExecutor: Ray's driver must run to the end, got one that ended ${starts} times. Look at the cluster with: ray status`,
          );
        }
        await drive(waiting, options, hooks);
      }
    },
  };
}

type Driver = ChildProcessByStdio<Writable, Readable, null>;

/** Starts a driver and takes its records, until it ends. */
async function drive(
  waiting: Map<string, Attempt>,
  options: RayOptions,
  { signal, onRecord }: ExecutorHooks,
): Promise<void> {
  signal.throwIfAborted();
  const driver: Driver = spawn(
    options.python ?? "python3",
    [join(packageFolder, "scripts", "ray_driver.py")],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const failed = new Promise<never>((_, reject) => {
    driver.once("error", (cause) => {
      const python = options.python ?? "python3";
      reject(
        new EngineError(
          `rayExecutor: a Python with Ray is required, got ${python} (${cause.message}). Name it with --python.`,
          { cause },
        ),
      );
    });
  });
  const end = () => driver.kill("SIGKILL"); // Ray then ends its tasks, and they their processes
  signal.addEventListener("abort", end, { once: true });
  try {
    driver.stdin.on("error", () => {}); // it has ended: seen below
    driver.stdin.write(`${JSON.stringify(orderOf([...waiting.values()], options))}\n`);
    const take = async () => {
      for await (const line of createInterface({ input: driver.stdout })) {
        const message = messageSchema.parse(JSON.parse(line));
        if (message.kind === "fatal") throw new EngineError(`rayExecutor: ${message.error}`);
        if (message.kind === "record") {
          await onRecord(message.record);
          waiting.delete(message.record.hash);
        } else {
          await onRecord(failedRecord(waiting.get(message.hash)!, message.error, 0));
          waiting.delete(message.hash);
        }
      }
    };
    await Promise.race([take(), failed]);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

/** What the driver is told; its standard input then stays open, and its end ends the driver. */
function orderOf(trials: readonly Attempt[], options: RayOptions) {
  const {
    address = "auto",
    cpus = 1,
    gpus = 0,
    memory = null,
    retries = 5,
    fetch = false,
  } = options;
  const own = Object.entries(process.env).filter(([name]) => name.startsWith("TRIPTYCH_"));
  return {
    address,
    resources: { num_cpus: cpus, num_gpus: gpus, memory },
    retries,
    fetch,
    command: [process.execPath, workerPath, "--stdin"],
    cwd: process.cwd(),
    env: Object.fromEntries(own),
    trials,
  };
}
