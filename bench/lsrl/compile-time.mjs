/**
 * How long compiling takes: cold, in a process of its own that has just loaded the library, and warm.
 * Run by itself it is such a process: its argument is the job, as JSON.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { compile } from "triptych/lsrl";
import { createCase, nameOf } from "./programs.mjs";

const conditional = "mulOptimized";
const dictionary = (keyLength) => ({ keyLength, formulation: "paper", conditional });
const jobs = [
  ...[{ conditional }, dictionary(3), dictionary(10), dictionary(35)].map((options) => ({
    strategy: "scheduled",
    options,
  })),
  ...[{ conditional }, dictionary(2)].map((options) => ({ strategy: "rewrite", options })),
];

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(runJob(JSON.parse(process.argv[2]))));
}

/** Least of some rounds, all jobs in turn. */
export async function measureCompileTimes(rounds) {
  const rows = jobs.map((job) => ({ job, cold: [], warm: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { job, cold, warm } of rows) {
      cold.push(await runInChild(job));
      warm.push(runJob(job));
    }
  }
  const least = (times, key) => Math.min(...times.map((time) => time[key]));
  return rows.map(({ job, cold, warm }) => ({
    program: nameOf(job.options),
    strategy: job.strategy,
    coldBuildMs: least(cold, "buildMs"),
    coldMs: least(cold, "compileMs"),
    warmBuildMs: least(warm, "buildMs"),
    warmMs: least(warm, "compileMs"),
    ...warm[0].size,
  }));
}

function runJob({ strategy, options }) {
  const start = performance.now();
  const { program } = createCase(options);
  const built = performance.now();
  const network = compile(program, { strategy });
  const compiled = performance.now();
  const { numStages, maxWidth, numNonZeros, numParameters } = network.size();
  const size = { stages: numStages, width: maxWidth, nonZeros: numNonZeros, numParameters };
  return { buildMs: built - start, compileMs: compiled - built, size };
}

async function runInChild(job) {
  const command = [import.meta.filename, JSON.stringify(job)];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout);
}
