import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Barrier } from "../../../../kernel/evaluate/exec/control-messages.ts";
import { Interrupter } from "../../../../kernel/evaluate/exec/interrupter.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** An interrupter whose main thread answers only when told to. */
function start() {
  const barriers: Barrier[] = [];
  const endTermination: (() => void)[] = [];
  const interrupter = new Interrupter({
    post: (barrier) => barriers.push(barrier),
    terminate: (done) => endTermination.push(done),
  });
  let stops = 0;
  interrupter.start("cell", () => {
    stops += 1;
  });
  const passAll = () => {
    for (const { number } of barriers.splice(0)) interrupter.barrierPassed(number);
  };
  return { interrupter, barriers, endTermination, passAll, stops: () => stops };
}

describe("Interrupter", () => {
  it("terminates nothing where the event loop turns", () => {
    const { barriers, endTermination, passAll, stops } = start();
    expect(barriers).toEqual([{ type: "barrier", number: 1, id: "cell", struck: false }]);
    passAll();
    vi.advanceTimersByTime(1000);
    expect([stops(), endTermination.length]).toEqual([1, 0]);
  });

  it("terminates a busy thread, and waits for a barrier sent after the end of that", () => {
    const { endTermination, passAll, stops } = start();
    vi.advanceTimersByTime(15);
    passAll();
    expect([endTermination.length, stops()]).toEqual([1, 0]);
    endTermination[0]?.();
    vi.advanceTimersByTime(20);
    passAll();
    expect(stops()).toBe(1);
  });

  it("sends barriers until one passes, for a termination may strike the taking of one", () => {
    const { barriers } = start();
    vi.advanceTimersByTime(75);
    expect(barriers.length).toBeGreaterThan(3);
    expect(barriers.at(-1)?.struck).toBe(true);
  });

  it("terminates again when the first one had no effect", () => {
    const { endTermination } = start();
    vi.advanceTimersByTime(1000);
    expect(endTermination.length).toBeGreaterThan(5);
  });

  it("does not wait for ever for the end of a termination that is never reported", () => {
    const { endTermination, passAll, stops } = start();
    for (let time = 0; time < 300; time += 10) {
      vi.advanceTimersByTime(10);
      passAll();
    }
    expect([endTermination.length, stops()]).toEqual([1, 1]);
  });

  it("takes a second request for the one that goes on", () => {
    const { interrupter, passAll, stops } = start();
    interrupter.start("cell", () => {
      throw new Error("the second request");
    });
    passAll();
    expect(stops()).toBe(1);
  });
});
