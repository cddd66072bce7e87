import { describe, expect, it } from "vitest";
import { largestValue, randomProgram, randomSequence } from "./random-program.ts";

const seeds = Array.from({ length: 1000 }, (_, seed) => seed);

describe("randomProgram", () => {
  it("draws the same program again from the same seed", () => {
    const sequence = randomSequence(7, randomProgram(7).inputDim, 5);

    expect(randomProgram(7).run(sequence)).toEqual(randomProgram(7).run(sequence));
  });

  it("draws programs of 3 to 12 nodes with every kind, branches and repeated operands", () => {
    const programs = seeds.map((seed) => randomProgram(seed));
    const kinds = new Set(programs.flatMap(({ nodes }) => nodes.map(({ kind }) => kind)));
    const repeats = programs.filter(({ nodes }) =>
      nodes.some(({ operands }) => new Set(operands).size < operands.length),
    );
    const branches = programs.filter(
      ({ nodes }) => nodes.flatMap(({ operands }) => operands).length > nodes.length - 1,
    );

    expect([...kinds].sort()).toEqual(
      ["Concat", "Input", "LinState", "Linear", "Multiplicative", "ReLU", "Slice"].sort(),
    );
    expect(programs.every(({ nodes }) => nodes.length >= 3 && nodes.length <= 12)).toBe(true);
    expect(repeats.length).toBeGreaterThan(100);
    expect(branches.length).toBeGreaterThan(500);
  });

  it("draws programs whose values stay within reason", () => {
    const largest = seeds.map((seed) => {
      const program = randomProgram(seed);
      return largestValue(program, randomSequence(seed, program.inputDim, 12));
    });

    expect(Math.max(...largest)).toBeLessThan(1e12);
  });

  it("leaves products out and makes transitions diagonal on request", () => {
    const operations = seeds.flatMap((seed) =>
      randomProgram(seed, { products: false, transitions: "unitDiagonal" }).nodes.map(
        ({ operation }) => operation,
      ),
    );
    const transitions = operations.flatMap((operation) =>
      operation.kind === "LinState" ? [...operation.A.entries()] : [],
    );

    expect(operations.some(({ kind }) => kind === "Multiplicative")).toBe(false);
    expect(transitions.every(([i, j, a]) => i === j && a >= 0 && a <= 1)).toBe(true);
  });
});
