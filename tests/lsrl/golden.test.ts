import { describe, expect, it } from "vitest";
import { buildGoldenProgram, readCases } from "./golden-programs.ts";

describe("the interpreter on the golden programs", () => {
  it.each(readCases())("$id: gives the reference's outputs", (golden) => {
    const program = buildGoldenProgram(golden);

    expect([program.inputDim, program.outputDim]).toEqual([golden.inputDim, golden.outputDim]);
    for (const { sequence, expected, expectedLast = expected ?? [], atol, rtol } of golden.runs) {
      const outputs = program.run(sequence);
      expect(outputs.slice(-expectedLast.length).flat()).toBeAllclose(expectedLast.flat(), {
        atol,
        rtol,
      });
    }
  });
});
