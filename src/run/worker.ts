// Runs one trial for whoever started this:
//   a parent process     the trial comes and messages go over IPC (child.ts);
//   --stdin              the trial is the first line of standard input, whose end ends this; the record is
//                        left in the run directory, and is the last line of standard output;
//   <file> <number>      the trial is a line of the file, from 0; the record is left in the run directory.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Attempt, type AttemptHooks, failedRecord, runHere } from "./attempt.ts";
import { toJson } from "./json.ts";
import { attemptSchema, type FromChild } from "./messages.ts";
import type { GridRecord } from "./results-file.ts";
import { leaveRecord, readLeftRecord } from "./spool.ts";

const stop = new AbortController();

if (process.send !== undefined) serveParent();
else if (process.argv[2] === "--stdin") serveStdin();
else await serveFile(process.argv[2]!, Number(process.argv[3]));

function serveParent(): void {
  const tell = (message: FromChild) =>
    new Promise<void>((resolve) => process.send?.(message, undefined, {}, () => resolve()));
  process.once("message", async (message) => {
    try {
      const record = await runHere(attemptSchema.parse(message), {
        signal: stop.signal,
        onNotice: (line) => void tell({ kind: "notice", line }),
        onMetrics: (step, metrics) => void tell({ kind: "metrics", step, metrics }),
      });
      await tell({ kind: "record", record });
    } catch (error) {
      await tell({
        kind: "error",
        message: error instanceof Error ? error.message : String(error),
      });
    }
    process.exit();
  });
  // Ctrl-C reaches all processes of a terminal: the one that started this decides.
  process.on("SIGINT", () => {});
  // Nobody would take the result.
  process.once("disconnect", () => process.exit(1));
}

function serveStdin(): void {
  const lines = createInterface({ input: process.stdin });
  lines.once("line", async (line) => {
    const record = await runAndLeave(attemptSchema.parse(JSON.parse(line)));
    process.stdout.write(`${toJson(record)}\n`, () => process.exit());
  });
  lines.once("close", () => process.exit(1)); // whoever started this has ended
}

async function serveFile(path: string, number: number): Promise<void> {
  const lines = (await readFile(path, "utf8")).split("\n");
  await runAndLeave(attemptSchema.parse(JSON.parse(lines[number]!)));
  process.exit();
}

async function runAndLeave(attempt: Attempt): Promise<GridRecord> {
  const left = await readLeftRecord(attempt.output, attempt.hash);
  if (left?.status === "done") return left; // this process is the second try of one that was done
  const started = performance.now();
  const onNotice: AttemptHooks["onNotice"] = (line) => process.stderr.write(`${line}\n`);
  const run = async () => await runHere(attempt, { signal: stop.signal, onNotice });
  const record = await run().catch((error) =>
    failedRecord(attempt, error, (performance.now() - started) / 1000),
  );
  await leaveRecord(attempt.output, record);
  return record;
}
