import { describe, expect, it } from "vitest";
import { rangesOf } from "../../../../../kernel/evaluate/exec/debug/paging.ts";

describe("rangesOf", () => {
  it.each([
    { count: 0, ranges: 0, first: undefined, last: undefined },
    { count: 100, ranges: 0, first: undefined, last: undefined },
    { count: 101, ranges: 2, first: [0, 100], last: [100, 1] },
    { count: 10_000, ranges: 100, first: [0, 100], last: [9900, 100] },
    { count: 10_001, ranges: 2, first: [0, 10_000], last: [10_000, 1] },
    { count: 1_000_000, ranges: 100, first: [0, 10_000], last: [990_000, 10_000] },
  ])("cuts $count things into $ranges ranges", ({ count, ranges, first, last }) => {
    const found = rangesOf({ start: 7, count }).map((one) => [one.start - 7, one.count]);
    expect(found).toHaveLength(ranges);
    expect(found[0]).toEqual(first);
    expect(found.at(-1)).toEqual(last);
  });
});
