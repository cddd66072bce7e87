import { describe, expect, it } from "vitest";
import {
  type AffineMap,
  composeMaps,
  identityMap,
  scaleMap,
  stackMaps,
  sumRows,
} from "../../../src/lsrl/network/index.ts";
import { affine } from "../architectures/hand-made-networks.ts";

const inner = affine(
  [
    [1, 2],
    [0, -1],
  ],
  [0.5, 3],
);

function rows({ weights, bias }: AffineMap) {
  return { weights: weights.toRows(), bias: Array.from(bias) };
}

describe("composeMaps", () => {
  it("applies the inner map first", () => {
    expect(rows(composeMaps(affine([[2, 1]], [1]), inner))).toEqual({
      weights: [[2, 3]],
      bias: [5],
    });
  });

  it("changes nothing with the identity on either side", () => {
    expect(rows(composeMaps(identityMap(2), inner))).toEqual(rows(inner));
    expect(rows(composeMaps(inner, identityMap(2)))).toEqual(rows(inner));
  });
});

describe("scaleMap", () => {
  it("multiplies weights and constants", () => {
    expect(rows(scaleMap(inner, -2))).toEqual({
      weights: [
        [-2, -4],
        [0, 2],
      ],
      bias: [-1, -6],
    });
  });
});

describe("stackMaps", () => {
  it("puts one map under the other", () => {
    expect(rows(stackMaps([inner, affine([[7, 0]])]))).toEqual({
      weights: [
        [1, 2],
        [0, -1],
        [7, 0],
      ],
      bias: [0.5, 3, 0],
    });
  });
});

describe("sumRows", () => {
  it("adds multiples of rows, and a constant", () => {
    const sums = [
      {
        terms: [
          [1, 3],
          [0, -1],
        ] as const,
        constant: 1,
      },
      { terms: [] },
    ];

    expect(rows(sumRows(inner, sums))).toEqual({
      weights: [
        [-1, -5],
        [0, 0],
      ],
      bias: [9.5, 0],
    });
  });
});
