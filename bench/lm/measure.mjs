/** Rounds of both sides, interleaved; cold starts and memory in processes of their own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startOurs, startTheirs } from "./sides.mjs";

const COLD_STARTS = 3;

/** Name of our side, and where a row has no other name of it. */
const OURS = "ours";

/**
 * Runs each row once for agreement, which also warms up, and then times it.
 *
 * @returns The rows with `times`, by variant the ms a task of each round, and `difference`, by PyTorch's
 *   variant the largest one between the numbers of both sides.
 */
export async function measureRows({ rows, rounds, folder, peer }) {
  const ours = await startOurs(folder);
  const theirs = peer ? await startTheirs(folder) : undefined;
  const measured = [];
  for (const row of rows) {
    const variants = Object.entries(peer ? row.theirs : {});
    const expected = await check(ours, row, row.task, folder);
    const difference = {};
    for (const [variant, task] of variants) {
      difference[variant] = largestDifference(expected, await check(theirs, row, task, folder));
    }
    const times = Object.fromEntries([OURS, ...variants.map(([name]) => name)].map((v) => [v, []]));
    for (let round = 0; round < Math.min(rounds, row.rounds ?? rounds); round += 1) {
      times[OURS].push(await ours.ask(`time ${row.count} ${row.task}`));
      for (const [variant, task] of variants) {
        times[variant].push(await theirs.ask(`time ${row.count} ${task}`));
      }
    }
    measured.push({ ...row, times, difference });
  }
  ours.stop();
  theirs?.stop();
  return measured;
}

/** Two rounds of a row, so that training shows what its steps lead to. */
async function check(side, { count }, task, folder) {
  const path = join(folder, "numbers.f32");
  await side.ask(`check ${2 * count} ${path} ${task}`);
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function largestDifference(a, b) {
  if (a.length !== b.length) {
    throw new Error(`bench/lm: both sides must give as many numbers, got ${a.length}, ${b.length}`);
  }
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

/** @returns By side, the seconds from the start of a process to the first token, of each try. */
export async function measureStarts({ folder, peer }) {
  const starts = { ours: startOurs, ...(peer && { torch: startTheirs }) };
  const seconds = Object.fromEntries(Object.keys(starts).map((side) => [side, []]));
  for (let i = 0; i < COLD_STARTS; i += 1) {
    for (const [side, startSide] of Object.entries(starts)) {
      const begin = performance.now();
      const process = await startSide(folder);
      await process.ask("time 1 first");
      seconds[side].push((performance.now() - begin) / 1000);
      process.stop();
    }
  }
  return seconds;
}

/** @returns Of each row, by variant, `{ loadedMb, peakMb }`: before the model is there, and the most. */
export async function measureMemory({ rows, folder, peer }) {
  const measured = [];
  for (const { name, label, task, theirs, count } of rows) {
    const tasks = [[OURS, startOurs, task]];
    for (const [variant, other] of Object.entries(peer ? theirs : {})) {
      tasks.push([variant, startTheirs, other]);
    }
    const memory = {};
    for (const [variant, startSide, asked] of tasks) {
      const side = await startSide(folder);
      const loadedMb = await side.ask("memory");
      await side.ask(`time ${count} ${asked}`);
      memory[variant] = { loadedMb, peakMb: await side.ask("memory") };
      side.stop();
    }
    measured.push({ name, label, memory });
  }
  return measured;
}
