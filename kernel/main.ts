import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startChecker } from "./evaluate/check/index.ts";
import { isComplete } from "./evaluate/is-complete.ts";
import { startProgram } from "./evaluate/program/index.ts";
import { userDataFolder } from "./install.ts";
import { HistoryFile } from "./server/history-file.ts";
import { watchParent } from "./server/parent-watch.ts";
import { KernelServer } from "./server.ts";
import { openChannels, parseConnection } from "./transport/index.ts";
import { createCodec } from "./wire/index.ts";

/** Milliseconds that the parts may take to end; Jupyter kills a kernel after some seconds. */
const shutdownTime = 1500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { prelude: { type: "string" } },
});
const [connectionFile] = positionals;
if (connectionFile === undefined) {
  throw new Error("main: a connection file is required; Jupyter starts this program");
}
process.stderr.on("error", () => {}); // whoever read the log is gone; that must not end the kernel
// Not awaited at the top: the built kernel is one CommonJS file, which Node loads sooner.
void serve(connectionFile, values.prelude);

async function serve(file: string, prelude: string | undefined): Promise<void> {
  const connection = parseConnection(await readFile(file, "utf8"));
  const channels = await openChannels(connection, log);
  const cwd = process.cwd();
  const globals = [fileURLToPath(new URL("./display/globals.d.ts", import.meta.url))];
  if (prelude !== undefined) globals.push(prelude.replace(/\.js$/, ".d.ts"));
  let ending = false;
  const server = new KernelServer({
    codec: createCodec(connection),
    channels,
    checker: startChecker({ cwd, globals }),
    isComplete,
    startProgram: (onOutput, onExit) =>
      startProgram({ cwd, onOutput, onExit, ...(prelude === undefined ? {} : { prelude }) }),
    historyStore: new HistoryFile(
      join(userDataFolder(process.env), "triptych", "history.jsonl"),
      log,
    ),
    log,
    onShutdown: shutdown,
  });
  channels.listen(server);

  // Whatever a message or a socket did: the variables of the user are worth more than a clean end.
  process.on("uncaughtException", log);

  process.on("SIGINT", () => void server.interrupt().catch(log));
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, shutdown);
  watchParent(process.env, shutdown);

  function shutdown(): void {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), shutdownTime).unref();
    server
      .dispose()
      .then(() => channels.close())
      .catch(log)
      .finally(() => process.exit(0));
  }
}

function log(line: unknown): void {
  process.stderr.write(`[triptych] ${String(line)}\n`);
}
