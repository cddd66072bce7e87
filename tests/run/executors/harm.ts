import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import { type Executor, type GridRecord, runGrid } from "../../../src/run/index.ts";
import { countingJob, type createBench } from "./suite.ts";

type Bench = ReturnType<typeof createBench>;

const trialsOf = (bench: Bench, count: number) => bench.trials(count, { ms: 200, steps: 5 });

/** Runs a sweep and does harm once three trials are done. */
export async function sweepWithHarm(
  bench: Bench,
  count: number,
  executor: Executor,
  harm: () => Promise<unknown> | undefined,
): Promise<readonly GridRecord[]> {
  let ended = 0;
  let harmed: Promise<unknown> | undefined;
  const records = await runGrid(trialsOf(bench, count), {
    job: countingJob,
    output: bench.output,
    executor,
    saveEvery: 1,
    onEvent: ({ kind }) => {
      if (kind !== "ended") return;
      ended += 1;
      if (ended === 3) harmed = harm();
    },
  });
  await harmed;
  return records;
}

/** Runs a sweep by its command, kills that once some trials are done, and has it go on. */
export async function sweepTwice(
  bench: Bench,
  count: number,
  where: readonly string[],
  { killAfter }: { readonly killAfter: number },
): Promise<void> {
  const config = join(bench.folder, "sweep.json");
  writeFileSync(config, JSON.stringify({ experiment: countingJob, cells: trialsOf(bench, count) }));
  const sweep = ["dist/cli.js", "sweep", config, "--out", bench.output, "--save-every", "1"];
  const args = [...sweep, ...where];
  const first = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(first, "close");
  let done = 0;
  for await (const line of createInterface({ input: first.stdout })) {
    if (line.includes(": done in")) done += 1;
    if (done === killAfter) first.kill("SIGKILL");
  }
  await closed;
  expect(bench.recorded().length).toBeLessThan(count);
  const second = spawn(process.execPath, [...args, "--resume"], { stdio: "ignore" });
  expect(await once(second, "close")).toEqual([0, null]);
}

/** Expects one record of each trial, done. */
export function expectEachOnce(bench: Bench, count: number): void {
  expect(bench.recorded().map(({ status }) => status)).toEqual(Array(count).fill("done"));
  expect(new Set(bench.recorded().map(({ hash }) => hash)).size).toBe(count);
}
