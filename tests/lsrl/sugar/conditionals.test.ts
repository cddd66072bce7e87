import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { createRandom } from "../../../src/core/random.ts";
import { input, type Node } from "../../../src/lsrl/language/index.ts";
import {
  type Branch,
  constant,
  ifElse,
  ifElseMul,
  ifElseStep,
  ifEq,
  keepUnless,
} from "../../../src/lsrl/sugar/index.ts";
import { runBlock } from "./run-block.ts";

type Conditional = (condition: Node, whenTrue: Branch, whenFalse: Branch) => Node;
const constants = { stepScale: 64, largeConstant: 1024 };
const table: readonly { readonly name: string; readonly block: Conditional }[] = [
  { name: "ifElse", block: (c, t, f) => ifElse(c, t, f, constants) },
  { name: "ifElseStep", block: (c, t, f) => ifElseStep(c, t, f, constants) },
  { name: "ifElseMul", block: (c, t, f) => ifElseMul(c, t, f) },
];

/** Rows `[condition, whenTrue, whenFalse]`, multiples of 1/16 up to 1000. */
const rows = (() => {
  const random = createRandom(3);
  const draw = () => (random.integer(32_001) - 16_000) / 16;
  return Array.from({ length: 60 }, (_, i) => [i % 2, draw(), draw()]);
})();

describe.each(table)("$name", ({ block }) => {
  it.each([
    {
      name: "both branches",
      build: ([c, t, f]: readonly Node[]) => block(c!, t!, f!),
      expected: rows.map(([c, t, f]) => (c === 1 ? t! : f!)),
    },
    {
      name: "no second branch",
      build: ([c, t]: readonly Node[]) => block(c!, t!, undefined),
      expected: rows.map(([c, t]) => (c === 1 ? t! : 0)),
    },
    {
      name: "no first branch",
      build: ([c, _t, f]: readonly Node[]) => block(c!, undefined, f!),
      expected: rows.map(([c, _t, f]) => (c === 1 ? 0 : f!)),
    },
    {
      name: "numbers",
      build: ([c]: readonly Node[]) => block(c!, 3, -2.5),
      expected: rows.map(([c]) => (c === 1 ? 3 : -2.5)),
    },
  ])("selects exactly, in float64 and float32, with $name, seed 3", ({ build, expected }) => {
    for (const arithmetic of ["float64", "float32"] as const) {
      expect(runBlock(build, rows, { arithmetic }).flat()).toBeAllclose(expected, {
        rtol: 0,
        atol: 0,
      });
    }
  });

  it("refuses two absent branches, a number beside a node, and other dimensions", () => {
    const c = input(2);

    expect(() => block(c, undefined, undefined)).toThrow(ConfigError);
    expect(() => block(c, c, 3)).toThrow(/must both be numbers or both nodes, got one of each/);
    expect(() => block(c, constant(c, 1), c)).toThrow(ShapeError);
    expect(() => block(c, c, constant(c, [1, 2, 3]))).toThrow(ShapeError);
  });
});

describe("ifElse", () => {
  it("loses L delta of a value where the condition is off by delta", () => {
    const leak = runBlock(
      ([c, t]) => ifElse(c!, t!, undefined, { largeConstant: 64 }),
      [
        [1 - 1 / 32, 8],
        [1 - 1 / 32, -8],
        [1 - 1 / 32, 1],
      ],
    );

    expect(leak.flat()).toBeAllclose([6, -6, 0], { rtol: 0, atol: 0 });
  });

  it("refuses a large constant that is not positive", () => {
    expect(() => ifElse(input(1), 1, 2, { largeConstant: 0 })).toThrow(ConfigError);
  });
});

describe("ifElseStep", () => {
  it("selects in full where the condition is beyond the ramp around 1/2", () => {
    const sloppy = [0.2, 0.5 - 1 / 64, 0.5 + 1 / 64, 0.8].map((c) => [c]);

    expect(runBlock(([c]) => ifElseStep(c!, 7, -7, constants), sloppy).flat()).toEqual([
      -7, -7, 7, 7,
    ]);
  });
});

describe("ifElseMul", () => {
  it("blends in proportion to the condition", () => {
    expect(runBlock(([c]) => ifElseMul(c!, 8, -8), [[0.25]])).toEqual([[-4]]);
  });
});

describe("ifEq", () => {
  it("selects by equality", () => {
    const outputs = runBlock(
      ([x, y]) => ifEq(x!, y!, 5, 6, constants),
      [
        [2, 2],
        [2, 3],
      ],
    );

    expect(outputs.flat()).toEqual([5, 6]);
  });
});

describe("keepUnless", () => {
  it("keeps a value of either sign where the bit is 0", () => {
    const outputs = runBlock(
      ([b, x]) => keepUnless(b!, x!, constants),
      [
        [0, 8],
        [0, -8],
        [1, 8],
        [1, -8],
      ],
    );

    expect(outputs.flat()).toBeAllclose([8, -8, 0, 0], { rtol: 0, atol: 0 });
  });

  it("takes one ReLU where the value is known not to be negative", () => {
    const x = input(1, { min: 0, max: 3 });
    const kept = keepUnless(input(1, { min: 0, max: 1 }), x);

    expect(kept.kind).toBe("ReLU");
    expect(kept.bounds).toEqual({ min: 0, max: 3 });
  });
});
