// What scripts/borat.mjs and scripts/fit.mjs have in common.
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { root } from "./setup/step.mjs";

/** Runs a script's command line with the built library; Ctrl-C stops it at a checkpoint. */
export async function runGridCommand(script) {
  const built = join(root, "dist/src/run/index.js");
  if (!existsSync(built)) {
    console.error(`${script}: the library must be built first. Run: npm run setup`);
    process.exitCode = 2;
    return;
  }
  const { runCommand } = await import(built);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort(signal));
  try {
    process.exitCode = await runCommand(script, process.argv.slice(2), console.log, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error(`${script}: stopped. Use --resume to go on.`);
    process.exitCode = 128 + constants.signals[stop.signal.reason];
  }
}
