/**
 * Times a language model (SmolLM2-135M-Instruct) beside PyTorch with transformers and peft, two threads
 * each, on a CPU, on equal float32 weights and equal tokens.
 *
 *     node bench/lm/compare.mjs [--only prefill,ss,generate] [--rounds 5] [--no-processes]
 *                               [--install-peers] [--curves] [--json]
 *
 * Rows: `prefill` of one prompt and `forward` of a batch of random tokens, scores of the next token; `ss`,
 * a LoRA step (rank 8, queries and values, AdamW, clipped gradients) on SS's own prompts, `recompute` the
 * same where ours keeps no values for the gradient and PyTorch keeps its own, and `apart` the step on random
 * prompts of the same lengths; `score`, the answers to SS's factorial; `generate`, greedy. Tokens are
 * those of the texts, on both sides. Here what prompts begin with in common is computed once; `apart`,
 * `prefill` and `forward` have nothing in common. PyTorch's `answers` computes the vocabulary product where
 * it is scored alone, as ours does.
 *
 * Before a row is timed, the numbers of both sides are compared; a difference above 1e-3 fails the run.
 * Rounds are interleaved, figures are medians and best rounds. Cold starts and peak memory (VmHWM) are of
 * processes of their own, which --no-processes leaves out. PyTorch is taken from `$PYTHON`, else from
 * bench/.venv, which --install-peers makes; without it our figures stand alone. `--json` prints one line of
 * JSON last. `--curves` measures nothing of this but how our cost grows, and writes docs/lm-*.svg. Build
 * first: npm run build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureGrowth, plotGrowth } from "./growth.mjs";
import { measureMemory, measureRow, measureStarts, startSides } from "./measure.mjs";
import {
  reportHeading,
  reportMemory,
  reportStarts,
  reportTimes,
  summarise,
  summariseMemory,
  summariseStarts,
} from "./report.mjs";
import { createRows, TOLERANCE } from "./rows.mjs";
import { hasPeers, installPeers, prepare, THREADS } from "./sides.mjs";

const IDLE_LOAD = 0.5; // mean number of running processes in the last minute

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "5" },
    "no-processes": { type: "boolean", default: false },
    "install-peers": { type: "boolean", default: false },
    curves: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
if (options["install-peers"]) installPeers();
const peer = hasPeers();
const [load] = loadavg();
if (load > IDLE_LOAD) {
  console.error(
    `bench/lm: the machine is busy (load ${load.toFixed(1)}); PyTorch's threads suffer most from it`,
  );
}

const rounds = Number(options.rounds);
const folder = mkdtempSync(join(tmpdir(), "bench-lm-"));
try {
  prepare(folder);
  const figures = options.curves ? { growth: await drawGrowth() } : await compare();
  const setting = { bench: "lm", threads: THREADS, rounds, load };
  if (options.json) console.log(JSON.stringify({ ...setting, ...figures }));
} finally {
  rmSync(folder, { recursive: true });
}

async function compare() {
  const all = createRows(JSON.parse(readFileSync(join(folder, "problems.json"), "utf8")));
  const names = options.only?.split(",") ?? all.map(({ name }) => name);
  const chosen = names.map((name) => all.find((row) => row.name === name) ?? refuse(name, all));
  const sides = await startSides({ folder, peer });
  const versions = { ours: sides.ours.version, theirs: sides.theirs?.version };
  console.log(`${versions.ours}; ${versions.theirs ?? "no PyTorch"}`);
  console.log(`${cpus()[0]?.model}, ${THREADS} threads; ${rounds} rounds`);
  reportHeading("tokens/s; ratio of our time to theirs, below 1 we are faster");
  const rows = [];
  for (const row of chosen) {
    rows.push(summarise(await measureRow(row, sides, { rounds, folder })));
    reportTimes(rows.at(-1));
  }
  for (const side of Object.values(sides)) side?.stop();
  if (rows.some(({ difference }) => difference > TOLERANCE)) {
    console.error(`bench/lm: both sides must agree within ${TOLERANCE}, got rows marked *`);
    process.exitCode = 1;
  }
  const processes = options["no-processes"] ? {} : await measureProcesses(all);
  return { versions, rows, ...processes };
}

async function measureProcesses(all) {
  reportHeading("cold process, s");
  const starts = summariseStarts(await measureStarts({ folder, peer }));
  reportStarts(starts);
  reportHeading("peak memory of a process, MB");
  const memory = [];
  for (const row of all.filter(({ name }) => ["generate", "ss", "recompute"].includes(name))) {
    memory.push(summariseMemory(await measureMemory(row, { folder, peer })));
    reportMemory(memory.at(-1));
  }
  return { starts, memory };
}

async function drawGrowth() {
  const growth = await measureGrowth({ rounds, folder });
  const docs = join(import.meta.dirname, "..", "..", "docs");
  for (const [name, svg] of Object.entries(plotGrowth(growth))) {
    writeFileSync(join(docs, `lm-${name}.svg`), svg);
  }
  return growth;
}

function refuse(name, rows) {
  const known = rows.map((row) => row.name).join(", ");
  throw new Error(`--only: rows must be of ${known}, got ${name}`);
}
