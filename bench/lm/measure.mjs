/** Rounds of both sides, interleaved; cold starts and memory in processes of their own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startOurs, startTheirs } from "./sides.mjs";

const COLD_STARTS = 3;

/** @returns Both sides as processes; without PyTorch there is no `theirs`. */
export async function startSides({ folder, peer }) {
  return {
    ours: await startOurs(folder),
    theirs: peer ? await startTheirs(folder) : undefined,
  };
}

/**
 * Runs a row once for agreement, which also warms up, and then times it.
 *
 * @returns The row with `times`, by variant the ms a task of each round, and `difference`, the largest one
 *   between a number of ours and the same one of PyTorch's.
 */
export async function measureRow(row, { ours, theirs }, { rounds, folder }) {
  const variants = Object.entries(theirs ? row.theirs : {});
  const expected = await compute(ours, row, row.task, folder);
  let difference;
  for (const [, task] of variants) {
    const found = await compute(theirs, row, task, folder);
    difference = Math.max(difference ?? 0, largestDifference(expected, found));
  }
  const times = { ours: [], ...Object.fromEntries(variants.map(([variant]) => [variant, []])) };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await ours.ask(`time ${row.count} ${row.task}`));
    for (const [variant, task] of variants) {
      times[variant].push(await theirs.ask(`time ${row.count} ${task}`));
    }
  }
  return { ...row, times, difference };
}

async function compute(side, { count }, task, folder) {
  const path = join(folder, "numbers.f32");
  await side.ask(`check ${count} ${path} ${task}`);
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
    for (const [name, startSide] of Object.entries(starts)) {
      const begin = performance.now();
      const side = await startSide(folder);
      await side.ask("time 1 first");
      seconds[name].push((performance.now() - begin) / 1000);
      side.stop();
    }
  }
  return seconds;
}

/** @returns Of a row, by variant, `{ loadedMb, peakMb }`: before the model is there, and the most. */
export async function measureMemory({ name, label, task, theirs, count }, { folder, peer }) {
  const tasks = [["ours", startOurs, task]];
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
  return { name, label, memory };
}
