#!/usr/bin/env node
// The command `triptych`. It loads the kernel or the library only when a command needs it.
import { constants } from "node:os";
import type { RunCommandName } from "./src/run/cli/index.ts";

const usage = `Usage: npx triptych <command> [options]; each command tells its own with --help

  run <experiment>   run an experiment: --set key=value ... (cell: BORAT, focus: FIT, noise: LSRL)
  sweep <file>       run the cells of a configuration, here or on a cluster
  runs               list runs
  show <id>          show a run, and the command that repeats it
  report             every results table of the three papers beside the recorded runs

  install            make the TypeScript kernel known to Jupyter
  uninstall, list    take it away again; list the installed ones
`;

const [command = "--help", ...args] = process.argv.slice(2);

if (isRunCommand(command)) await runLibrary(command);
else if (command === "report") await report();
else if (["install", "uninstall", "list"].includes(command)) await import("./kernel/cli.ts");
else if (["--help", "-h", "help"].includes(command)) process.stdout.write(usage);
else {
  process.stderr.write(`triptych: a command is required, got "${command}"\n\n${usage}`);
  process.exitCode = 2;
}

function isRunCommand(name: string): name is RunCommandName {
  return ["run", "sweep", "runs", "show"].includes(name);
}

async function report(): Promise<void> {
  const { reportCommand } = await import("./src/results/index.ts");
  process.exitCode = await reportCommand(args, console.log);
}

/** Ctrl-C stops runs at a checkpoint. */
async function runLibrary(name: RunCommandName): Promise<void> {
  const { runCommand } = await import("./src/run/cli/index.ts");
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => stop.abort(signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, onSignal);
  try {
    process.exitCode = await runCommand(name, args, console.log, stop.signal);
  } catch (error) {
    const reason: unknown = stop.signal.reason;
    if (reason !== "SIGINT" && reason !== "SIGTERM") throw error;
    const hint = name === "sweep" ? " with --resume" : "";
    console.error(`triptych ${name}: stopped. The same command${hint} goes on.`);
    process.exitCode = 128 + constants.signals[reason];
  }
}
