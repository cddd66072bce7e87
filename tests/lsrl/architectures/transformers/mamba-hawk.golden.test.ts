import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Cell, StateDict } from "../../../../src/lsrl/architectures/model.ts";
import { createRecurrentGemmaCell } from "../../../../src/lsrl/architectures/transformers/hawk-cell.ts";
import { createMambaCell } from "../../../../src/lsrl/architectures/transformers/mamba-cell.ts";
import { readFormat } from "../../golden-files.ts";

type Nested = number | readonly Nested[];
const nested: z.ZodType<Nested> = z.lazy(() => z.union([z.number(), z.array(nested)]));

const goldenCase = z.object({
  id: z.string(),
  cell: z.string(),
  weights: z.record(z.string(), nested),
  inputsEmbeds: z.array(z.array(z.number())),
  lastHiddenState: z.array(z.array(z.number())),
  positionIds: z.array(z.number()).optional(),
  config: z.object({ layerNormEpsilon: z.number().optional(), rmsNormEps: z.number().optional() }),
  atol: z.number(),
  rtol: z.number(),
});

type GoldenCell = z.infer<typeof goldenCase>;

/** The cases of one class of the transformers library. */
function readCells(cell: string): readonly GoldenCell[] {
  const file = z.object({ cases: z.array(z.looseObject({ cell: z.string() })) });
  return readFormat("lsrl-golden-cells/1")
    .flatMap((content) => file.parse(content).cases)
    .filter((candidate) => candidate.cell === cell)
    .map((candidate) => goldenCase.parse(candidate));
}

function shapeOf(values: Nested): number[] {
  return typeof values === "number" ? [] : [values.length, ...shapeOf(values[0] ?? 0)];
}

function flatten(values: Nested): number[] {
  return typeof values === "number" ? [values] : values.flatMap(flatten);
}

function toStateDict(weights: GoldenCell["weights"]): StateDict {
  return Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [
      name,
      { shape: shapeOf(values), data: Float32Array.from(flatten(values)) },
    ]),
  );
}

function runCell(cell: Cell, sequence: readonly (readonly number[])[]): number[] {
  return sequence.flatMap((input) => Array.from(cell.step(input)));
}

describe("createMambaCell", () => {
  const cases = readCells("transformers.MambaModel");

  it.each(cases)("$id: computes as the library", (golden) => {
    const { layerNormEpsilon = 0 } = golden.config;
    const cell = createMambaCell(toStateDict(golden.weights), { layerNormEpsilon });

    const outputs = runCell(cell, golden.inputsEmbeds);

    expect(outputs).toBeAllclose(golden.lastHiddenState.flat(), golden);
  });

  it.each(cases)("$id: starts again after a reset, and is close in float64", (golden) => {
    const { layerNormEpsilon = 0 } = golden.config;
    const cell = createMambaCell(toStateDict(golden.weights), {
      layerNormEpsilon,
      dtype: "float64",
    });
    runCell(cell, golden.inputsEmbeds);
    cell.reset();

    expect(runCell(cell, golden.inputsEmbeds)).toBeAllclose(golden.lastHiddenState.flat(), golden);
  });
});

describe("createRecurrentGemmaCell", () => {
  const cases = readCells("transformers.RecurrentGemmaModel").map((golden) => ({
    ...golden,
    options: {
      rmsNormEpsilon: golden.config.rmsNormEps ?? 0,
      firstPosition: golden.positionIds?.[0] ?? 0,
    },
  }));

  it.each(cases)("$id: computes as the library", (golden) => {
    const cell = createRecurrentGemmaCell(toStateDict(golden.weights), golden.options);

    const outputs = runCell(cell, golden.inputsEmbeds);

    expect(outputs).toBeAllclose(golden.lastHiddenState.flat(), golden);
  });

  it.each(cases)("$id: starts again after a reset, and is close in float64", (golden) => {
    const cell = createRecurrentGemmaCell(toStateDict(golden.weights), {
      ...golden.options,
      dtype: "float64",
    });
    runCell(cell, golden.inputsEmbeds);
    cell.reset();

    expect(runCell(cell, golden.inputsEmbeds)).toBeAllclose(golden.lastHiddenState.flat(), golden);
  });
});
