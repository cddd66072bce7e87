// Runs BORAT's experiments at full size, from the command line.
//
// node scripts/borat.mjs <config.json> [--out runs/name] [--resume] [--cells 0,3] [--dry-run]
//
// Configurations are in configs/borat/; they say what they are for.
import { runGridCommand } from "./grid-command.mjs";

await runGridCommand("borat");
