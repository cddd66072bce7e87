import { describe, expect, it } from "vitest";
import { compile } from "../../../../src/lsrl/compile/index.ts";
import { tok2tok, vec2vec } from "../../../../src/lsrl/programs/index.ts";
import { buildGoldenProgram, compiledTolerance, readCases } from "../../golden-programs.ts";

describe("compileScheduled on the golden programs", () => {
  it.each(readCases())("$id", (golden) => {
    const network = compile(buildGoldenProgram(golden));

    for (const { sequence, expected, expectedLast = expected ?? [], atol, rtol } of golden.runs) {
      const outputs = network.run(sequence).slice(-expectedLast.length);
      expect(outputs.flat()).toBeAllclose(expectedLast.flat(), {
        atol: compiledTolerance(golden, atol),
        rtol,
      });
    }
  });
});

describe("compileScheduled", () => {
  it("keeps the paper's constants from making a program wrong, unless told to multiply through", () => {
    const { program, prompt, ask, answer } = tok2tok({
      keyLength: 3,
      conditional: "direct",
      constants: "paper",
    });
    const pairs = [
      { key: [3, 1, 4], value: [1, 5, 9] },
      { key: [2, 7, 1], value: [8, 2, 8] },
    ];
    const sequence = ask([2, 7, 1], prompt(pairs));

    expect(answer(compile(program).run(sequence))).toEqual([8, 2, 8]);
    expect(answer(compile(program, { guard: false }).run(sequence))).not.toEqual([8, 2, 8]);
  });

  it.each([
    { inputDim: 2, conditional: "mulOptimized", stages: "SRMSRRRRRMS", maxWidth: 14 },
    { inputDim: 2, conditional: "optimized", stages: "SRRSRRRRRRS", maxWidth: 16 },
    { inputDim: 2, conditional: "direct", stages: "SRRSRRRRRRS", maxWidth: 16 },
  ] as const)("keeps vec2vec $conditional as small as planned", (planned) => {
    const { inputDim, conditional, stages, maxWidth } = planned;

    const size = compile(vec2vec({ inputDim, outputDim: 2, conditional }).program).size();

    expect(size.stages).toBe(stages);
    expect(size.maxWidth).toBeLessThanOrEqual(maxWidth);
  });

  it.each([
    { keyLength: 2, conditional: "mulOptimized", numStages: 29, maxWidth: 19, numParameters: 4100 },
    { keyLength: 2, conditional: "direct", numStages: 28, maxWidth: 19, numParameters: 3700 },
    { keyLength: 3, conditional: "optimized", numStages: 27, maxWidth: 28, numParameters: 5600 },
    { keyLength: 3, conditional: "direct", numStages: 28, maxWidth: 23, numParameters: 5100 },
    {
      keyLength: 10,
      conditional: "mulOptimized",
      numStages: 29,
      maxWidth: 61,
      numParameters: 25e3,
    },
    {
      keyLength: 35,
      conditional: "mulOptimized",
      numStages: 29,
      maxWidth: 211,
      numParameters: 21e4,
    },
  ] as const)("keeps tok2tok n = $keyLength $conditional as small as planned", (planned) => {
    const { keyLength, conditional, ...most } = planned;

    const size = compile(tok2tok({ keyLength, conditional }).program).size();

    expect(size.numStages).toBeLessThanOrEqual(most.numStages);
    expect(size.maxWidth).toBeLessThanOrEqual(most.maxWidth);
    expect(size.numParameters).toBeLessThanOrEqual(most.numParameters);
  });

  it("needs fewer stages for the ring than for the paper's counters", () => {
    const size = compile(tok2tok({ keyLength: 3, formulation: "ring" }).program).size();

    expect(size.numStages).toBeLessThanOrEqual(18);
    expect(size.maxWidth).toBeLessThanOrEqual(14);
  });
});
