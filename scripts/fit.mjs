// Runs FIT's experiments, from the command line.
//
// node scripts/fit.mjs <config.json> [--out runs/name] [--resume] [--cells 0,3] [--model path] [--dry-run]
//
// Configurations are in configs/fit/; they say what they are for.
import { runGridCommand } from "./grid-command.mjs";

await runGridCommand("fit");
