import { describe, expect, it } from "vitest";
import { createMemoryGate, thisMachine } from "../../../src/run/executors/memory-gate.ts";

/** How many of so many processes start at once, as the gate sees `gigabytes` free. */
async function countStarts(gigabytes: number, declared: number | undefined, observed?: number) {
  let started = 0;
  const machine = {
    available: () => gigabytes * 1e9,
    residentOf: () => ({ now: 0, peak: 0 }), // they have just started
  };
  const gate = createMemoryGate({ declared, machine });
  if (observed !== undefined) gate.observe(observed);
  const controller = new AbortController();
  const waiting = Array.from({ length: 5 }, async () => {
    const place = await gate.enter(controller.signal);
    place.setPid(1);
    started += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 20)); // those that may, have started
  controller.abort();
  await Promise.allSettled(waiting);
  return started;
}

describe("createMemoryGate", () => {
  it.each([
    { name: "as many as fit what is declared", free: 7, declared: 2e9, starts: 3 },
    { name: "as many as fit what was observed", free: 7, observed: 3e9, starts: 2 },
    { name: "one, if none fits", free: 1, declared: 2e9, starts: 1 },
    { name: "one, while nothing is known", free: 100, starts: 1 },
  ])("starts $name", async ({ free, declared, observed, starts }) => {
    expect(await countStarts(free, declared, observed)).toBe(starts);
  });

  it.each([
    { name: "starts one beside one that has taken all it will", taken: 3e9, starts: true },
    { name: "keeps for one what it has not taken yet", taken: 1e9, starts: false },
  ])("$name", async ({ taken, starts }) => {
    const machine = { available: () => 4e9, residentOf: () => ({ now: taken, peak: taken }) };
    const gate = createMemoryGate({ declared: 3e9, machine });
    (await gate.enter(new AbortController().signal)).setPid(1);
    const controller = new AbortController();
    const second = gate.enter(controller.signal).then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await second).toBe(starts);
  });
});

describe("thisMachine", () => {
  it.runIf(process.platform === "linux")("knows what this process takes", () => {
    const { now = 0, peak = 0 } = thisMachine.residentOf(process.pid) ?? {};
    expect(now / process.memoryUsage().rss).toBeCloseTo(1, 0);
    expect(peak).toBeGreaterThanOrEqual(now);
    expect(thisMachine.residentOf(2 ** 30)).toBeUndefined();
  });
});
