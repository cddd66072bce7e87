import { describe, expect, it } from "vitest";
import type { EmittedModel } from "../../../src/lsrl/architectures/model.ts";
import { emitGriffin } from "../../../src/lsrl/architectures/transformers/griffin.ts";
import { emitHawk } from "../../../src/lsrl/architectures/transformers/hawk.ts";
import { emitMamba } from "../../../src/lsrl/architectures/transformers/mamba.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";
import { drawCases, numSeeds, type RandomCase } from "./random-cases.ts";

const maxLength = 8;

/** Seeds of the programs that a model gets wrong by more than `tolerance` times their greatest value. */
function wrongSeeds(
  cases: readonly RandomCase[],
  emit: (network: Network) => EmittedModel,
  tolerance: number,
): readonly number[] {
  return cases.flatMap(({ seed, network, sequence, expected, scale }) => {
    const outputs = emit(network).run(sequence).flat();
    const isRight = expected.every(
      (value, i) => Math.abs(value - outputs[i]!) <= tolerance * scale,
    );
    return isRight ? [] : [seed];
  });
}

// Some dozen roundings to 2^-24 of the greatest value; 3.2e-7 was measured.
const float32 = 2e-6;
// The same to 2^-53; 9e-16 was measured.
const float64 = 1e-14;

describe(`on ${numSeeds} random programs, states of all kinds`, () => {
  const cases = drawCases({ length: maxLength, transitions: "stable" });
  const dtype = "float64";

  it.each([
    {
      name: "emitMamba",
      tolerance: float32,
      emit: (network: Network) => emitMamba(network, { maxLength }),
    },
    {
      name: "emitMamba in float64",
      tolerance: float64,
      emit: (network: Network) => emitMamba(network, { maxLength, dtype }),
    },
    {
      name: "emitHawk",
      tolerance: float32,
      emit: (network: Network) => emitHawk(network, { maxLength }),
    },
    {
      name: "emitHawk in float64",
      tolerance: float64,
      emit: (network: Network) => emitHawk(network, { maxLength, dtype }),
    },
    {
      name: "emitHawk in mode lru",
      tolerance: float32,
      emit: (network: Network) => emitHawk(network, { maxLength, mode: "lru" }),
    },
    {
      name: "emitGriffin",
      tolerance: float32,
      emit: (network: Network) => emitGriffin(network, { maxLength }),
    },
  ])("$name computes what they do", ({ emit, tolerance }) => {
    expect(wrongSeeds(cases, emit, tolerance)).toEqual([]);
  });
});

describe(`on ${numSeeds} random programs with states of a diagonal A in [0, 1]`, () => {
  const cases = drawCases({ length: maxLength, transitions: "unitDiagonal" });

  it.each([
    { name: "emitMamba", emit: (network: Network) => emitMamba(network) },
    { name: "emitHawk", emit: (network: Network) => emitHawk(network) },
    { name: "emitGriffin", emit: (network: Network) => emitGriffin(network) },
  ])("$name needs no horizon", ({ emit }) => {
    expect(wrongSeeds(cases, emit, float32)).toEqual([]);
  });
});
