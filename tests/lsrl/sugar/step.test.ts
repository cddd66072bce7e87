import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { input } from "../../../src/lsrl/language/index.ts";
import { bump, constant, eq, larger, neq, smaller, step } from "../../../src/lsrl/sugar/index.ts";
import { runBlock } from "./run-block.ts";

const clamp = (x: number) => Math.min(1, Math.max(0, x));
/** Multiples of 1/64 from -3 to 3. */
const grid = Array.from({ length: 385 }, (_, i) => (i - 192) / 64);
const pairs = grid
  .filter((_, i) => i % 7 === 0)
  .flatMap((x) => [
    [x, 0.5],
    [x, x],
    [x, -1],
  ]);

describe("step", () => {
  it.each([0.25, 4, 64, 1024])("is exactly 0, the ramp or 1 for the scale %d", (stepScale) => {
    const outputs = runBlock(
      ([x]) => step(x!, { stepScale }),
      grid.map((x) => [x]),
    );

    expect(outputs.flat()).toEqual(grid.map((x) => clamp(stepScale * x)));
  });

  it("is exact far from 0, for a scale that is a power of two", () => {
    const far = [1e6 + 0.5, 2 ** 40 + 1, 2 ** 42];

    expect(
      runBlock(
        ([x]) => step(x!, { stepScale: 1024 }),
        far.map((x) => [x]),
      ).flat(),
    ).toEqual([1, 1, 1]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the scale %d", (stepScale) => {
    expect(() => step(input(1), { stepScale })).toThrow(ConfigError);
  });
});

describe("bump", () => {
  it("is the difference of two steps, for numbers and for nodes", () => {
    const steep = { stepScale: 16 };
    const rows = grid.map((x) => [x, -0.5, 1.25]);
    const expected = grid.map((x) => clamp(16 * (x + 0.5)) - clamp(16 * (x - 1.25)));

    expect(runBlock(([x]) => bump(x!, -0.5, 1.25, steep), rows).flat()).toEqual(expected);
    expect(runBlock(([x, l, u]) => bump(x!, l!, u!, steep), rows).flat()).toEqual(expected);
  });

  it("holds its upper bound, not its lower one, and is negative between bounds out of order", () => {
    const steep = { stepScale: 16 };

    expect(runBlock(([x]) => bump(x!, 0, 1, steep), [[0], [1]]).flat()).toEqual([0, 1]);
    expect(runBlock(([x]) => bump(x!, 1, 0, steep), [[0.5]]).flat()).toEqual([-1]);
  });

  it("refuses a number beside a node, and another dimension", () => {
    const x = input(2);
    const mixed = constant(x, [0, 0]);

    expect(() => bump(x, 0, mixed)).toThrow(
      "bump: lower and upper must both be numbers or both nodes, got a number and a node",
    );
    expect(() => bump(x, mixed, 0)).toThrow(ConfigError);
    expect(() => bump(mixed, constant(x, [0, 0, 0]), mixed)).toThrow(ShapeError);
  });
});

describe("comparisons", () => {
  const mu = 16;
  it.each([
    { name: "larger", block: larger, value: (d: number) => clamp(mu * d) },
    { name: "smaller", block: smaller, value: (d: number) => clamp(-mu * d) },
    {
      name: "eq",
      block: eq,
      value: (d: number) => clamp(mu * (1 - clamp(mu * d) - clamp(-mu * d))),
    },
    { name: "neq", block: neq, value: (d: number) => clamp(mu * (clamp(mu * d) + clamp(-mu * d))) },
  ])("$name has its closed form, off the ramps and on them", ({ block, value }) => {
    const near = [0.001, 0.01, 0.03, 0.06].flatMap((d) => [
      [d, 0],
      [0.5 - d, 0.5],
    ]);
    const rows = [...pairs, ...near];
    const outputs = runBlock(([x, y]) => block(x!, y!, { stepScale: mu }), rows);

    expect(outputs.flat()).toBeAllclose(
      rows.map(([x, y]) => value(x! - y!)),
      { rtol: 0, atol: 1e-12 },
    );
  });

  it.each([
    { name: "larger", block: larger, expected: [0, 0, 1] },
    { name: "smaller", block: smaller, expected: [1, 0, 0] },
  ])("$name takes a number for the second operand", ({ block, expected }) => {
    expect(runBlock(([x]) => block(x!, 2), [[1], [2], [3]]).flat()).toEqual(expected);
  });

  it("says what to do with a number where a node is needed, and refuses other dimensions", () => {
    const x = input(2);

    // @ts-expect-error: a number is no node
    expect(() => eq(x, 3)).toThrow(
      "eq: y must be a node, got 3. Make one with constant(x, value).",
    );
    for (const block of [larger, smaller, eq, neq]) {
      expect(() => block(x, constant(x, [1, 2, 3]))).toThrow(ShapeError);
      expect(() => block(x, x, { stepScale: 0 })).toThrow(ConfigError);
    }
  });
});
