import { describe, expect, it } from "vitest";
import { nonNegativeRows } from "../../../../src/lsrl/compile/rewrite/signs.ts";
import { input, linState, multiplicative, relu } from "../../../../src/lsrl/language/index.ts";
import { randomProgram, randomSequence } from "../../random-program.ts";

describe("nonNegativeRows", () => {
  it("claims no entry that is ever negative (seeds 0 to 299)", () => {
    const inputBounds = { min: 0, max: 2 };
    for (let seed = 0; seed < 300; seed += 1) {
      const program = randomProgram(seed, { inputBounds });
      const sequence = randomSequence(seed, program.inputDim, 8, inputBounds);

      for (const { node, values } of program.trace(sequence, { nodes: program.nodes })) {
        const rows = nonNegativeRows(node);
        const wrong = values.flat().findIndex((value, i) => value < -1e-12 && rows[i % node.dim]);
        expect(wrong, `seed ${seed}, ${node.kind}`).toBe(-1);
      }
    }
  });

  it.each([
    { name: "a ReLU", node: relu(input(2)), rows: [true, true] },
    { name: "a counter from -1", node: counter(-1), rows: [true] },
    { name: "a counter from -2", node: counter(-2), rows: [false] },
    { name: "a product of ReLUs", node: multiplicative(relu(input(2))), rows: [true] },
    { name: "a difference declared to be a bit", node: bit(), rows: [true, true] },
    { name: "a difference", node: relu(input(2)).sub(1), rows: [false, false] },
  ])("knows $name", ({ node, rows }) => {
    expect(nonNegativeRows(node)).toEqual(rows);
  });
});

function counter(start: number) {
  return linState(input(1), { A: [[1]], B: [[0]], initState: [start], bias: [1] });
}

function bit() {
  return relu(input(2))
    .sub(relu(input(2)).sub(1))
    .bounded({ min: 0, max: 1 });
}
