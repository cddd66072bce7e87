import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { forEach, input } from "../../../src/lsrl/language/index.ts";
import {
  counter,
  type ModuloKind,
  modulo,
  moduloCounter,
  oneHotCounter,
  oneHotOf,
  rotationStepScale,
  valueOfOneHot,
} from "../../../src/lsrl/sugar/index.ts";
import { runBlock } from "./run-block.ts";

const kinds: readonly ModuloKind[] = ["rotation", "ring", "sawtooth"];
const moduli = [1, 2, 3, 5, 20, 70, 71, 80, 257, 1000];
const zeros = (length: number) => new Array<number>(length).fill(0);

describe("counter", () => {
  it("numbers the tokens, whatever they are", () => {
    const program = forEach(counter(input(1), { start: -2 }));

    expect(program.run([5, 6, 7]).flat()).toEqual([-2, -1, 0]);
  });

  it("is bounded by its horizon", () => {
    expect(counter(input(1), { horizon: 10 }).bounds).toEqual({ min: 0, max: 9 });
  });
});

describe.each(kinds)("moduloCounter, %s", (kind) => {
  it.each(moduli)("is t mod %i over two turns", (n) => {
    const horizon = Math.max(2 * n + 3, 30);
    const program = forEach(moduloCounter(input(1), n, { kind, horizon }));

    expect(program.run(zeros(horizon)).flat()).toEqual(
      Array.from({ length: horizon }, (_, t) => t % n),
    );
  });

  it.each([1, 2, 3, 5, 20, 70, 71, 80])("is t mod %i in float32", (n) => {
    const horizon = Math.max(2 * n + 3, 30);
    const program = forEach(moduloCounter(input(1), n, { kind, horizon }));

    expect(program.run(zeros(horizon), { arithmetic: "float32" }).flat()).toEqual(
      Array.from({ length: horizon }, (_, t) => t % n),
    );
  });

  it("starts anew with each sequence", () => {
    const program = forEach(moduloCounter(input(1), 3, { kind, horizon: 9 }));

    expect(program.run(zeros(4)).flat()).toEqual(program.run(zeros(4)).flat());
  });

  it.each([0, 1.5, -2])("refuses the modulus %d", (n) => {
    expect(() => moduloCounter(input(1), n, { kind, horizon: 9 })).toThrow(ConfigError);
  });
});

describe("moduloCounter", () => {
  it("with the paper's step scale is right up to n = 70 and wrong from n = 71", () => {
    const worst = (n: number) => {
      const program = forEach(moduloCounter(input(1), n, { stepScale: 1000 }));
      const errors = program.run(zeros(2 * n)).map(([value], t) => Math.abs(value! - (t % n)));
      return Math.max(...errors);
    };

    expect(worst(70)).toBeLessThan(1e-9);
    expect(worst(71)).toBeGreaterThan(1);
  });

  it("needs a horizon for the sawtooth", () => {
    expect(() => moduloCounter(input(1), 3, { kind: "sawtooth" })).toThrow(/horizon must be given/);
  });

  it("has a diagonal recurrence as a sawtooth", () => {
    const program = forEach(moduloCounter(input(1), 3, { kind: "sawtooth", horizon: 20 }));
    const transitions = program.nodes.flatMap(({ operation }) =>
      operation.kind === "LinState" ? [...operation.A.entries()] : [],
    );

    expect(transitions).toEqual([[0, 0, 1]]);
  });
});

describe("oneHotCounter", () => {
  it.each(["rotation", "ring"] as const)("has one bit on, the next with each token: %s", (kind) => {
    const program = forEach(oneHotCounter(input(2), 3, { kind }));

    expect(
      program.run([
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ]),
    ).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  it("stays on its place for 20 000 tokens as a rotation", () => {
    const program = forEach(valueOfOneHot(oneHotCounter(input(1), 7, { kind: "rotation" })));

    expect(program.run(zeros(20_000)).at(-1)).toEqual([19_999 % 7]);
  });
});

describe("rotationStepScale", () => {
  it.each(moduli)("is the least power of two with mu (1 - cos(pi / n)) >= 2, n = %i", (n) => {
    const scale = rotationStepScale(n);
    const gap = 1 - Math.cos(Math.PI / n);

    expect(Number.isInteger(Math.log2(scale))).toBe(true);
    // n = 1000: 1 - cos keeps 11 digits
    expect(scale * gap).toBeGreaterThanOrEqual(2 - 1e-9);
    expect(scale * gap).toBeLessThan(4);
  });
});

describe("modulo", () => {
  it.each([1, 2, 5, 50])("is x mod %i of the integers up to max", (n) => {
    const rows = Array.from({ length: 41 }, (_, x) => [x]);

    expect(runBlock(([x]) => modulo(x!, n, { max: 40 }), rows).flat()).toEqual(
      rows.map(([x]) => x! % n),
    );
  });
});

describe("oneHotOf", () => {
  it("has the bit of its argument on, and the outer bits beyond the range", () => {
    const outputs = runBlock(
      ([x]) => oneHotOf(x!, 3, { stepScale: 2 }),
      [[-4], [0], [1], [2], [9]],
    );

    expect(outputs).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it("is always on where there is one value", () => {
    expect(runBlock(([x]) => oneHotOf(x!, 1), [[5]])).toEqual([[1]]);
  });
});
