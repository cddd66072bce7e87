// Writes docs/results.md and reports/results.* from the records of runs.
//
// node scripts/report.mjs [--keep RUN_FOLDER ...]
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup/step.mjs";

const built = join(root, "dist/src/results/index.js");
if (existsSync(built)) {
  const { reportCommand } = await import(built);
  process.exitCode = await reportCommand(process.argv.slice(2), console.log, root);
} else {
  console.error("report: the library must be built first. Run: npm run setup");
  process.exitCode = 2;
}
