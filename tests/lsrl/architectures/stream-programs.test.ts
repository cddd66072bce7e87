import { describe, expect, it } from "vitest";
import type { EmittedModel } from "../../../src/lsrl/architectures/model.ts";
import { emitGriffin } from "../../../src/lsrl/architectures/transformers/griffin.ts";
import { emitHawk } from "../../../src/lsrl/architectures/transformers/hawk.ts";
import { emitMamba } from "../../../src/lsrl/architectures/transformers/mamba.ts";
import { compile } from "../../../src/lsrl/compile/index.ts";
import type { Network } from "../../../src/lsrl/network/index.ts";
import {
  conditionals,
  type Tok2TokOptions,
  tok2tok,
  vec2vec,
} from "../../../src/lsrl/programs/index.ts";
import { drawDictionary } from "../programs/dictionaries.ts";

interface Emission {
  readonly name: string;
  readonly emit: (network: Network, maxLength: number) => EmittedModel;
}

const byConvolution: readonly Emission[] = [
  { name: "emitMamba", emit: (network, maxLength) => emitMamba(network, { maxLength }) },
  { name: "emitHawk", emit: (network, maxLength) => emitHawk(network, { maxLength }) },
  { name: "emitGriffin", emit: (network, maxLength) => emitGriffin(network, { maxLength }) },
];

const byRecurrence: readonly Emission[] = [
  { name: "emitMamba", emit: (network) => emitMamba(network) },
  { name: "emitHawk", emit: (network) => emitHawk(network) },
  { name: "emitGriffin", emit: (network) => emitGriffin(network) },
];

const coarseHawk = (network: Network) => emitHawk(network, { eta: 2 ** -23 });

/** A dictionary of five pairs as a compiled program; its models are asked for three of them. */
function dictionaryOf(options: Tok2TokOptions) {
  const { keyLength } = options;
  const { pairs } = drawDictionary(1, { keyLength, numPairs: 5 });
  const horizon = keyLength + 2 * keyLength * pairs.length;
  const { program, prompt, ask } = tok2tok({
    constants: "small",
    maxToken: 9,
    horizon,
    ...options,
  });
  return {
    horizon,
    network: compile(program, { horizon }),
    right: pairs.slice(0, 3).map(({ value }) => value),
    /** The last outputs, as they are. */
    answers: (model: EmittedModel) =>
      pairs.slice(0, 3).map(({ key }) =>
        model
          .run(ask(key, prompt(pairs)))
          .slice(-keyLength)
          .flat(),
      ),
  };
}

describe.each([
  { keyLength: 2, conditional: "optimized" },
  { keyLength: 2, conditional: "mul" },
  { keyLength: 3, conditional: "optimized" },
  { keyLength: 5, conditional: "optimized" },
] as const)(
  "tok2tok with keys of $keyLength tokens, $conditional",
  ({ keyLength, conditional }) => {
    it.each(
      byConvolution.flatMap((emission) => [
        { ...emission, formulation: "paper" as const },
        { ...emission, formulation: "ring" as const },
      ]),
    )("$name is exact in float32 on the formulation $formulation", ({ emit, formulation }) => {
      const { network, horizon, right, answers } = dictionaryOf({
        keyLength,
        formulation,
        conditional,
      });

      expect(answers(emit(network, horizon))).toEqual(right);
    });

    it.each(byRecurrence)("$name is exact on the diagonal one, convolutions of 4", ({ emit }) => {
      const { network, horizon, right, answers } = dictionaryOf({
        keyLength,
        formulation: "diagonal",
        conditional,
      });
      const { conv_kernel: mambaWidth, conv1d_width: hawkWidth } = emit(network, horizon).config;

      expect(answers(emit(network, horizon))).toEqual(right);
      expect(mambaWidth ?? hawkWidth).toBe(4);
    });

    it("is right to 1e-4 as a Hawk with eta 2^-23", () => {
      const { network, right, answers } = dictionaryOf({
        keyLength,
        formulation: "diagonal",
        conditional,
      });

      // eta T^2 / 2 for the T = 55 tokens at the most is 1.8e-4 in a counter; 4e-5 was measured.
      expect(answers(coarseHawk(network)).flat()).toBeAllclose(right.flat(), {
        rtol: 0,
        atol: 1e-4,
      });
    });

    it("is refused by name of the stage where a rotation has no horizon", () => {
      const { network } = dictionaryOf({ keyLength, conditional });

      expect(() => emitMamba(network)).toThrow(
        "emitMamba: stage 0 (S): without maxLength, A must be diagonal with entries in [0, 1], or a shift register, got a coupled A of 2 states. Use the diagonal formulation, or give maxLength.",
      );
    });
  },
);

describe.each(conditionals.map((conditional) => ({ conditional })))(
  "tok2tok with dyadic constants, $conditional",
  ({ conditional }) => {
    const dtype = "float64";

    it.each([
      {
        name: "emitMamba",
        emit: (network: Network, maxLength: number) => emitMamba(network, { maxLength, dtype }),
      },
      {
        name: "emitHawk",
        emit: (network: Network, maxLength: number) => emitHawk(network, { maxLength, dtype }),
      },
    ])("$name is exact in float64", ({ emit }) => {
      const options = { keyLength: 3, conditional, constants: "dyadic" } as const;
      const { network, horizon, right, answers } = dictionaryOf(options);

      expect(answers(emit(network, horizon))).toEqual(right);
    });
  },
);

describe.each([{ conditional: "optimized" }, { conditional: "mul" }] as const)(
  "vec2vec from 2 to 2 dimensions, $conditional",
  ({ conditional }) => {
    const gridSize = 4;
    const f = ([x = 0, y = 0]: readonly number[]) => [Math.sin(3 * x + 2 * y), x * y];
    const { program, gridPrompt, ask } = vec2vec({
      inputDim: 2,
      outputDim: 2,
      conditional,
      constants: "small",
      valueBounds: { min: -1, max: 1 },
    });
    const prompt = gridPrompt(f, gridSize);
    const network = compile(program);
    const centre = (q: number) => (Math.floor(q * gridSize) + 0.5) / gridSize;
    const queries = [
      [0.1, 0.4],
      [0.3, 0.6],
      [0.9, 0.9],
      [0.6, 0.2],
    ];
    const right = queries.flatMap((query) => f(query.map(centre)));
    const answers = (model: EmittedModel) =>
      queries.flatMap((query) => model.run(ask(query, prompt)).at(-1) ?? []);

    // The values are rounded to float32: 3e-8 for values up to 1.
    it.each([
      ...byConvolution,
      ...byRecurrence.map(({ name, emit }) => ({ name: `${name} without a horizon`, emit })),
    ])("$name gives the value of the cell", ({ emit }) => {
      const model = emit(network, 1 + gridSize ** 2);

      expect(answers(model)).toBeAllclose(right, { rtol: 0, atol: 5e-8 });
    });

    it("is right to 1e-5 as a Hawk with eta 2^-23", () => {
      // eta T^2 / 2 = 1.7e-5 for T = 17; the values come once, so that eta T = 2e-6 of them is lost.
      expect(answers(coarseHawk(network))).toBeAllclose(right, { rtol: 0, atol: 1e-5 });
    });
  },
);
