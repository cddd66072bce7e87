import { describe, expect, it } from "vitest";
import { CompileError } from "../../../src/core/errors.ts";
import type { EmittedModel } from "../../../src/lsrl/architectures/model.ts";
import { emitGru } from "../../../src/lsrl/architectures/torch-nn/gru.ts";
import { emitLstm } from "../../../src/lsrl/architectures/torch-nn/lstm.ts";
import { emitTanhRnn } from "../../../src/lsrl/architectures/torch-nn/tanh-rnn.ts";
import { denseEmitters } from "./dense-emitters.ts";
import { drawCases, numSeeds, type RandomCase } from "./random-cases.ts";

const length = 6;
const cases = drawCases({ length, horizon: length, inputBounds: { min: -2, max: 2 } });

function errorOf(model: EmittedModel, { sequence, expected }: RandomCase): number {
  const outputs = model.run(sequence).flat();
  return Math.max(0, ...expected.map((value, i) => Math.abs(value - outputs[i]!)));
}

/** The model, or `undefined` where the architecture has no exact product for the program. */
function emitOrRefuse(emit: () => EmittedModel): EmittedModel | undefined {
  try {
    return emit();
  } catch (error) {
    const isProduct =
      error instanceof CompileError && /stage \d+ \(M\): .*product/.test(error.message);
    if (isProduct) return undefined;
    throw error;
  }
}

const hasProduct = ({ network }: RandomCase) => network.size().stages.includes("M");

describe(`on ${numSeeds} random programs`, () => {
  it.each(
    denseEmitters.flatMap(({ name, emit, products }) => [
      // Some dozen roundings to 2^-53 or 2^-24 of the greatest value; 6e-15 and 1e-6 were measured.
      { name, emit, products, dtype: "float64" as const, tolerance: 1e-13 },
      { name, emit, products, dtype: "float32" as const, tolerance: 1e-5 },
    ]),
  )("$name computes in $dtype what they do", ({ emit, products, dtype, tolerance }) => {
    let numDone = 0;
    const wrong = cases.filter((candidate) => {
      const model = emitOrRefuse(() => emit(candidate.network, { dtype }));
      // Refused for its product: the factors of random programs are no bits.
      if (model === undefined) return products === "all" || !hasProduct(candidate);
      numDone += 1;
      return !(errorOf(model, candidate) <= tolerance * candidate.scale);
    });

    expect(wrong.map(({ seed }) => seed)).toEqual([]);
    expect(numDone).toBeGreaterThan(products === "all" ? numSeeds - 1 : numSeeds / 2);
  });

  it.each([
    { name: "emitTanhRnn", emit: emitTanhRnn },
    { name: "emitLstm", emit: emitLstm },
    { name: "emitGru", emit: emitGru },
  ])("$name keeps analogue products within its bound", ({ emit }) => {
    const withProducts = cases.filter(hasProduct);
    const wrong = withProducts.filter((candidate) => {
      const model = emit(candidate.network, { products: "analogue", maxLength: length });
      const { errorBound } = model.guarantee;
      return !(
        Number.isFinite(errorBound) &&
        errorOf(model, candidate) <= errorBound + 1e-13 * candidate.scale
      );
    });

    expect(wrong.map(({ seed }) => seed)).toEqual([]);
    expect(withProducts.length).toBeGreaterThan(100);
  });
});
