import { describe, expect, it } from "vitest";
import { compileScheduled } from "../../../../src/lsrl/compile/scheduled/index.ts";
import { tapeSlots } from "../../../../src/lsrl/network/index.ts";
import { largestValue, randomProgram, randomSequence } from "../../random-program.ts";

const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
const length = 6;

describe.each([
  { tokens: "any tokens", inputBounds: { min: -2, max: 2 }, declared: {} },
  { tokens: "bounded tokens", inputBounds: { min: 0, max: 3 }, declared: { min: 0, max: 3 } },
])(
  "compileScheduled on random programs of $tokens, seeds 0 to 999",
  ({ inputBounds, declared }) => {
    const options = "min" in declared ? { inputBounds } : {};

    it.each([
      { horizon: Number.POSITIVE_INFINITY, bound: "without a horizon" },
      { horizon: length, bound: "with a horizon" },
    ])("gives networks equal to the interpreter $bound", ({ horizon }) => {
      for (const seed of seeds) {
        const program = randomProgram(seed, options);
        const sequence = randomSequence(seed, program.inputDim, length, inputBounds);

        const network = compileScheduled(program, { horizon });

        expect(network.run(sequence).flat(), `seed ${seed}`).toBeAllclose(
          program.run(sequence).flat(),
          { rtol: 0, atol: 1e-9 * largestValue(program, sequence) },
        );
      }
    });

    it("keeps every unit within the bounds that the stages state", () => {
      for (const seed of seeds) {
        const network = compileScheduled(randomProgram(seed, options), { horizon: length });
        const { tape, step } = network.createRunner();
        const slots = tapeSlots(network);
        for (const token of randomSequence(seed, network.inputDim, length, inputBounds)) {
          step(token);
          network.stages.forEach(({ bounds = [] }, s) => {
            const { offset, width } = slots[s]!;
            const units = Array.from(tape.subarray(offset, offset + width));
            const outside = units.findIndex((value, u) => {
              const slack = 1e-9 * (1 + Math.abs(value));
              return !(value >= bounds[u]!.min - slack && value <= bounds[u]!.max + slack);
            });

            expect(outside, `seed ${seed}, stage ${s}`).toBe(-1);
          });
        }
      }
    });
  },
);
