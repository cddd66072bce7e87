// Runs BORAT's experiments at full size, from the command line.
//
// node scripts/borat.mjs <config.json> [--out runs/name] [--resume] [--cells 0,3] [--dry-run]
//
// Configurations are in configs/borat/; they say what they are for.
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { root } from "./setup/step.mjs";

const built = join(root, "dist/src/run/index.js");
if (!existsSync(built)) {
  console.error("borat: the library must be built first. Run: npm run setup");
  process.exit(2);
}
const { runCommand } = await import(built);

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort(signal));
try {
  process.exitCode = await runCommand(process.argv.slice(2), console.log, stop.signal);
} catch (error) {
  if (!stop.signal.aborted) throw error;
  console.error("borat: stopped. Use --resume to go on.");
  process.exitCode = 128 + constants.signals[stop.signal.reason];
}
