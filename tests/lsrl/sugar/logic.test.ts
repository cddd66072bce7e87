import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/core/errors.ts";
import { input } from "../../../src/lsrl/language/index.ts";
import { and, constant, not, or, reluIdentity } from "../../../src/lsrl/sugar/index.ts";
import { runBlock } from "./run-block.ts";

const bits = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

describe("logic blocks", () => {
  it.each([
    { name: "and", block: and, expected: [0, 0, 0, 1] },
    { name: "or", block: or, expected: [0, 1, 1, 1] },
  ])("$name has its truth table, in every arithmetic", ({ block, expected }) => {
    for (const arithmetic of ["float64", "float32", "exact"] as const) {
      const outputs = runBlock(([x, y]) => block(x!, y!, { stepScale: 4 }), bits, { arithmetic });
      expect(outputs.flat()).toEqual(expected);
    }
  });

  it("takes whatever is at least 1 / mu for true", () => {
    const rows = [[0.25, 7]];

    expect(runBlock(([x, y]) => and(x!, y!, { stepScale: 4 }), rows)).toEqual([[1]]);
    expect(runBlock(([x, y]) => or(x!, y!, { stepScale: 4 }), [[1, -1]])).toEqual([[0]]);
  });

  it("not does not clamp", () => {
    expect(runBlock(([x]) => not(x!), [[0], [1], [3]]).flat()).toEqual([1, 0, -2]);
  });

  it("not turns bounds round", () => {
    expect(not(input(1, { min: 0, max: 3 })).bounds).toEqual({ min: -2, max: 1 });
    expect(not(input(1)).bounds).toBeUndefined();
  });

  it.each([and, or])("refuses other dimensions", (block) => {
    const x = input(2);

    expect(() => block(x, constant(x, [1, 2, 3]))).toThrow(ShapeError);
  });
});

describe("reluIdentity", () => {
  it("gives its argument back, of either sign", () => {
    const rows = [[-3, 0, 0.1]];

    expect(
      runBlock(
        ([x]) => reluIdentity(x!),
        rows.flat().map((x) => [x]),
      ).flat(),
    ).toEqual(rows[0]);
  });
});
