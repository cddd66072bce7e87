import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { compile } from "../../../src/lsrl/compile/index.ts";
import { binaryProductsToRelus, type Network } from "../../../src/lsrl/network/index.ts";
import { tok2tok } from "../../../src/lsrl/programs/index.ts";
import {
  affine,
  networkOf,
  productStage,
  reluStage,
  stateStage,
} from "../architectures/hand-made-networks.ts";
import { drawDictionary } from "../programs/dictionaries.ts";

/** Tokens of a bit and a multiple of 1/8 within bounds. */
function bitsAndValues(seed: number, { min, max }: { min: number; max: number }): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: 40 }, () => [
    random.integer(2),
    min + random.integer(8 * (max - min) + 1) / 8,
  ]);
}

const select = productStage(affine([[1, 0]]), affine([[0, 1]]));

function letters(network: Network): string {
  return network.size().stages;
}

describe("binaryProductsToRelus", () => {
  it.each([
    { name: "signed values", bounds: { min: -3, max: 2 }, width: 2 },
    { name: "values >= 0", bounds: { min: 0, max: 5 }, width: 1 },
    { name: "values <= 0", bounds: { min: -5, max: 0 }, width: 1 },
    { name: "nothing but 0", bounds: { min: 0, max: 0 }, width: 1 },
  ])("is exact on $name, with $width ReLUs a product", ({ bounds, width }) => {
    // The first stage tells the bounds of the value; the network's input has none.
    const known = stateStage({
      A: [
        [0, 0],
        [0, 0],
      ],
      B: [
        [1, 0],
        [0, 1],
      ],
    });
    const network = networkOf(2, [{ ...known, bounds: [{ min: 0, max: 1 }, bounds] }, select]);
    const sequence = bitsAndValues(1, bounds);

    const replaced = binaryProductsToRelus(network);

    expect(letters(replaced)).toBe("SR");
    expect(replaced.size().widths).toEqual([2, width]);
    expect(replaced.run(sequence)).toEqual(network.run(sequence));
  });

  it("carries what has a constant factor, on either side", () => {
    const network = networkOf(
      2,
      [
        productStage(
          affine(
            [
              [0, 0],
              [0, 1],
              [1, 0],
              [0, 0],
            ],
            [-2, 0, 0, 0],
          ),
          affine(
            [
              [0, 1],
              [0, 0],
              [0, 1],
              [0, 1],
            ],
            [0.5, 3, 0, 0],
          ),
        ),
      ],
      undefined,
      { min: -4, max: 4 },
    );
    const sequence = bitsAndValues(2, { min: -4, max: 4 });

    expect(binaryProductsToRelus(network).run(sequence)).toEqual(
      // What is -0 there is 0 here.
      network.run(sequence).map((row) => row.map((value) => value + 0)),
    );
  });

  it("lets every kind of stage read the products, and the read-out", () => {
    const stages = [
      select,
      reluStage(affine([[1], [-1]])),
      productStage(affine([[0, 0]], [1]), affine([[1, -1]])),
      stateStage({ A: [[1]], B: [[1]], initState: [2] }),
      productStage(affine([[0]], [1]), affine([[1]])),
    ];
    const network = networkOf(2, stages, affine([[2]], [1]), { min: -4, max: 4 });
    const sequence = bitsAndValues(3, { min: -4, max: 4 });

    const replaced = binaryProductsToRelus(network, { maxValue: 2 ** 10 });

    expect(letters(replaced)).toBe("RRRSR");
    expect(replaced.run(sequence)).toEqual(network.run(sequence));
  });

  it("asks for a greatest value where bounds tell none, naming the stage", () => {
    const network = networkOf(2, [
      reluStage(
        affine([
          [1, 0],
          [0, 1],
        ]),
      ),
      select,
    ]);

    expect(() => binaryProductsToRelus(network)).toThrow(
      "binaryProductsToRelus: stage 1 (M): values must have bounds, got none for unit 0. Declare bounds on the program's input, or give maxValue.",
    );
    expect(
      binaryProductsToRelus(network, { maxValue: 5 }).run([
        [1, 5],
        [0, 5],
      ]),
    ).toEqual([[5], [0]]);
  });

  it("refuses a greatest value that is none", () => {
    expect(() => binaryProductsToRelus(networkOf(2, [select]), { maxValue: -1 })).toThrow(
      "binaryProductsToRelus: maxValue must be >= 0 and < Infinity, got -1",
    );
  });

  it("gives a network without products back", () => {
    const network = networkOf(1, [reluStage(affine([[1]]))]);

    expect(binaryProductsToRelus(network)).toBe(network);
  });

  it.each([{ conditional: "mul" }, { conditional: "mulOptimized" }] as const)(
    "makes tok2tok $conditional free of products, exactly",
    ({ conditional }) => {
      const { program, prompt, ask } = tok2tok({ keyLength: 3, conditional, maxToken: 9 });
      const { pairs } = drawDictionary(1, { keyLength: 3, numPairs: 5 });
      const sequence = ask(pairs[3]!.key, prompt(pairs));
      const network = compile(program);

      const replaced = binaryProductsToRelus(network, { maxValue: 64 });

      expect(letters(replaced)).not.toContain("M");
      expect(replaced.run(sequence)).toEqual(network.run(sequence));
    },
  );
});
