import { describe, expect, it } from "vitest";
import { murmur2 } from "../../../../../kernel/evaluate/exec/debug/murmur2.ts";

// Expected values: `murmur2_x86` of ipykernel 7.4.0, whose paths JupyterLab computes as well.
describe("murmur2", () => {
  it.each([
    { text: "", large: 3990065800, small: 418427652 },
    { text: "a", large: 2167009006, small: 834694889 },
    { text: "ab", large: 2805137849, small: 778022373 },
    { text: "abc", large: 3350977461, small: 2128317430 },
    { text: "abcd", large: 804720481, small: 2547506279 },
    { text: "const x = 1;\nx", large: 552911769, small: 3350118691 },
    { text: "π ≠ 3", large: 2502023260, small: 3528912290 },
  ])("hashes the bytes of $text", ({ text, large, small }) => {
    expect(murmur2(text, 0xc70f6907)).toBe(large);
    expect(murmur2(text, 17)).toBe(small);
  });
});
