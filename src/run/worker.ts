// Runs one cell for the process that started it: see child.ts.
import { runHere } from "./attempt.ts";
import { attemptSchema, type FromChild } from "./messages.ts";

const stop = new AbortController();

const tell = (message: FromChild) =>
  new Promise<void>((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, {}, () => resolve());
  });

process.once("message", async (message) => {
  try {
    const record = await runHere(attemptSchema.parse(message), {
      signal: stop.signal,
      onNotice: (line) => void tell({ kind: "notice", line }),
    });
    await tell({ kind: "record", record });
  } catch (error) {
    await tell({ kind: "error", message: error instanceof Error ? error.message : String(error) });
  }
  process.exit();
});

// Ctrl-C reaches all processes of a terminal: the one that started this decides.
process.on("SIGINT", () => {});

// Nobody would take the result.
process.once("disconnect", () => process.exit(1));
