/**
 * Times a language model (SmolLM2-135M-Instruct) beside PyTorch with transformers and peft, two threads
 * each, on a CPU, on equal float32 weights and equal tokens.
 *
 *     node bench/lm/compare.mjs [--only prefill,ss,generate] [--rounds 5] [--no-processes]
 *                               [--install-peers] [--curves] [--json]
 *
 * Rows: `prefill` of one prompt and `forward` of a batch of random tokens, scores of the next token; `ss`,
 * a LoRA step (rank 8, queries and values, AdamW, clipped gradients) on SS's own prompts, and `apart` on
 * random ones of the same lengths; `score`, the answers to SS's factorial; `generate`, greedy. Tokens are
 * those of the texts, on both sides. Here what prompts begin with in common is computed once; `apart`,
 * `prefill` and `forward` have nothing in common. PyTorch's `answers` computes the vocabulary product where
 * it is scored alone, as ours does.
 *
 * Before a row is timed, the numbers of both sides are compared; a difference above 1e-3 fails the run.
 * Rounds are interleaved, figures are medians and best rounds. Cold starts and peak memory (VmHWM) are of
 * processes of their own, which --no-processes leaves out. PyTorch is taken from `$PYTHON`, else from
 * bench/.venv, which --install-peers makes; without it our figures stand alone. `--curves` measures how our
 * cost grows and writes docs/lm-*.svg; `--json` prints one line of JSON last. Build first: npm run build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureGrowth, plotGrowth } from "./growth.mjs";
import { measureMemory, measureRows, measureStarts } from "./measure.mjs";
import {
  reportAgreement,
  reportMemory,
  reportRows,
  reportStarts,
  summarise,
  summariseMemory,
  summariseStarts,
} from "./report.mjs";
import { createRows } from "./rows.mjs";
import { hasPeers, installPeers, prepare, startOurs, startTheirs, THREADS } from "./sides.mjs";

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

const folder = mkdtempSync(join(tmpdir(), "bench-lm-"));
try {
  const figures = await compare();
  if (options.json)
    console.log(JSON.stringify({ bench: "lm", threads: THREADS, load, ...figures }));
} finally {
  rmSync(folder, { recursive: true });
}

async function compare() {
  prepare(folder);
  const versions = await readVersions();
  const rounds = Number(options.rounds);
  console.log(
    `${versions.ours}; ${versions.theirs ?? "no PyTorch"}; ${cpus()[0]?.model}, ${THREADS} threads; ${rounds} rounds`,
  );
  const all = createRows(JSON.parse(readFileSync(join(folder, "problems.json"), "utf8")));
  const names = options.only?.split(",") ?? all.map(({ name }) => name);
  const rows = names.map((name) => all.find((row) => row.name === name) ?? refuse(name, all));
  const times = (await measureRows({ rows, rounds, folder, peer })).map(summarise);
  reportRows(times);
  if (!reportAgreement(times)) process.exitCode = 1;
  const processes = options["no-processes"] ? {} : await measureProcesses(all);
  const growth = options.curves ? await drawGrowth(rounds) : undefined;
  return { versions, rounds, rows: times, ...processes, growth };
}

async function measureProcesses(all) {
  const starts = summariseStarts(await measureStarts({ folder, peer }));
  reportStarts(starts);
  const rows = all.filter(({ name }) => ["generate", "ss"].includes(name));
  const memory = (await measureMemory({ rows, folder, peer })).map(summariseMemory);
  reportMemory(memory);
  return { starts, memory };
}

async function drawGrowth(rounds) {
  const growth = await measureGrowth({ rounds, folder });
  const docs = join(import.meta.dirname, "..", "..", "docs");
  for (const [name, svg] of Object.entries(plotGrowth(growth))) {
    writeFileSync(join(docs, `lm-${name}.svg`), svg);
  }
  return growth;
}

async function readVersions() {
  const ours = await startOurs(folder);
  const theirs = peer ? await startTheirs(folder) : undefined;
  ours.stop();
  theirs?.stop();
  return { ours: ours.version, theirs: theirs?.version };
}

function refuse(name, rows) {
  const known = rows.map((row) => row.name).join(", ");
  throw new Error(`--only: rows must be of ${known}, got ${name}`);
}
