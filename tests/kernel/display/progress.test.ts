import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { progress, setHost } from "../../../kernel/display/index.ts";
import { recordOutputs } from "./recording-host.ts";

const recording = recordOutputs();

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const texts = () => recording.displays().map(({ data }) => String(data["text/plain"]));

describe("progress on a page", () => {
  it("yields the items and ends at 100 %", () => {
    const items = [...progress(["a", "b", "c"])];
    expect(items).toEqual(["a", "b", "c"]);
    expect(texts().at(-1)).toContain("100% |████████████████████| 3/3");
  });

  it("counts from zero when given a total", () => {
    expect([...progress(3)]).toEqual([0, 1, 2]);
  });

  it("yields what an asynchronous source yields", async () => {
    async function* source() {
      yield* [1, 2];
    }
    const items: number[] = [];
    for await (const item of progress(source(), { unit: "rows" })) items.push(item);
    expect(items).toEqual([1, 2]);
    expect(texts().at(-1)).toContain("2 rows");
  });

  it("updates one display in place, ten times a second at most", () => {
    for (const _ of progress(1000)) vi.advanceTimersByTime(10);
    // 10 s of looping: the first and the last drawing and one each 100 ms.
    expect(recording.outputs.length).toBeGreaterThan(90);
    expect(recording.outputs.length).toBeLessThanOrEqual(102);
    expect(new Set(recording.displays().map(({ displayId }) => displayId)).size).toBe(1);
    expect(
      recording
        .displays()
        .map(({ update }) => update)
        .indexOf(true),
    ).toBe(1);
  });

  it("shows the last of quick updates, a little later", () => {
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
    const bar = progress(10);
    bar.update(3);
    bar.update(4);
    expect(texts()).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(texts().at(-1)).toContain("4/10");
  });

  it("shows the last of quick updates at the cell's end, and once", () => {
    const bar = progress(10);
    bar.update(3);
    bar.update(4);
    for (const work of [...recording.last, ...recording.last]) work();
    expect(texts()).toHaveLength(2);
    expect(texts().at(-1)).toContain("4/10");
  });

  it("tells label, rate, elapsed and remaining time, and notes", () => {
    const bar = progress(100, { label: "train", unit: "steps" });
    vi.advanceTimersByTime(10_000);
    bar.update(25, { loss: 0.123456, phase: "warm-up" });
    expect(texts().at(-1)).toBe(
      "train:  25% |█████               | 25/100 [00:10<00:30, 2.50 steps/s] loss=0.1235 phase=warm-up",
    );
  });

  it("tells slow loops in seconds an item and hours", () => {
    const bar = progress(10);
    vi.advanceTimersByTime(4_000_000);
    bar.update(1);
    expect(texts().at(-1)).toContain("[1:06:40<10:00:00, 4000 s/it]");
  });

  it.each([
    { name: "break", leave: () => {} },
    {
      name: "throw",
      leave: () => {
        throw new Error("stop");
      },
    },
  ])("closes where it stands on $name", ({ leave }) => {
    try {
      for (const item of progress([1, 2, 3, 4])) {
        if (item === 3) {
          leave();
          break;
        }
      }
    } catch {
      // The loop's own error passes through the bar.
    }
    expect(texts().at(-1)).toContain("50% |██████████          | 2/4");
    expect(String(recording.displays().at(-1)?.data["text/html"])).toContain("--jp-warn-color1");
  });

  it("draws nothing after it is done", () => {
    const bar = progress(10);
    bar.done();
    const count = recording.outputs.length;
    bar.update(5);
    bar.done();
    expect(recording.outputs.length).toBe(count);
  });

  it("ends at once when there is nothing to do", () => {
    expect([...progress([])]).toEqual([]);
    expect(texts().at(-1)).toContain("100%");
  });

  it("escapes label and notes", () => {
    progress(2, { label: "<i>" }).update(2, { note: "<b>" });
    expect(String(recording.displays().at(-1)?.data["text/html"])).not.toMatch(/<[ib]>/);
  });

  it("refuses a total that is no count", () => {
    expect(() => progress(-1)).toThrow("progress: total must be >= 0, got -1");
  });
});

describe("progress without a page", () => {
  it.each([
    { name: "outside a kernel", hasHost: false },
    { name: "with TRIPTYCH_HEADLESS=1", hasHost: true },
  ])("prints a line each tenth $name", ({ hasHost }) => {
    if (hasHost) vi.stubEnv("TRIPTYCH_HEADLESS", "1");
    else setHost(undefined);
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    for (const _ of progress(1000)) vi.advanceTimersByTime(1);
    const lines = write.mock.calls.map(([text]) => String(text));
    expect(lines).toHaveLength(11);
    expect(lines[1]).toMatch(/^ 10% .* 100\/1000 .*\n$/);
    expect(recording.outputs).toEqual([]);
  });
});
