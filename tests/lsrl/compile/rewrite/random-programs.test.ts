import { describe, expect, it } from "vitest";
import { rewrite } from "../../../../src/lsrl/compile/rewrite/index.ts";
import {
  largestValue,
  type RandomProgramOptions,
  randomProgram,
  randomSequence,
} from "../../random-program.ts";

const cases: readonly { readonly name: string; readonly options: RandomProgramOptions }[] = [
  { name: "all kinds of nodes", options: {} },
  { name: "tokens that are not negative", options: { inputBounds: { min: 0, max: 2 } } },
];

describe.each(cases)("rewrite on random programs, $name", ({ options }) => {
  it.each([0, 250, 500, 750])(
    "agrees with the interpreter (seeds %i and the next 249)",
    (first) => {
      for (let seed = first; seed < first + 250; seed += 1) {
        const program = randomProgram(seed, options);
        const sequence = randomSequence(seed, program.inputDim, 10, options.inputBounds);

        const outputs = rewrite(program).network.run(sequence);

        expect(outputs.flat(), `seed ${seed}`).toBeAllclose(program.run(sequence).flat(), {
          rtol: 0,
          atol: 1e-9 * largestValue(program, sequence),
        });
      }
    },
  );
});

describe("rewrite on random programs", () => {
  it("ends in a path of maps, ReLUs, products and states (seeds 0 to 249)", () => {
    for (let seed = 0; seed < 250; seed += 1) {
      const { path } = rewrite(randomProgram(seed));

      const kinds = new Set(path.nodes.map(({ kind }) => kind));
      const isPath = path.nodes.every(({ operands: [x, ...others] }, i) => {
        return x === path.nodes[i - 1] && others.length === 0;
      });
      expect(isPath, `seed ${seed}`).toBe(true);
      expect(kinds.has("Concat") || kinds.has("Slice"), `seed ${seed}`).toBe(false);
    }
  });

  it("keeps the outputs in every step (seeds 0 to 49)", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const program = randomProgram(seed);
      const sequence = randomSequence(seed, program.inputDim, 6);
      const expected = program.run(sequence).flat();
      const atol = 1e-9 * largestValue(program, sequence);

      for (const { rule, program: after } of rewrite(program, { history: true }).history) {
        const outputs = after.run(sequence).flat();
        expect(outputs, `seed ${seed}, ${rule}`).toBeAllclose(expected, { rtol: 0, atol });
      }
    }
  });
});
