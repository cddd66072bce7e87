import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { largestWithin, mapBounds, unitBounds } from "../../../src/lsrl/network/index.ts";
import {
  affine,
  networkOf,
  productStage,
  reluStage,
  stateStage,
} from "../architectures/hand-made-networks.ts";
import { randomNetwork } from "./random-network.ts";

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

describe("unitBounds", () => {
  it("follows the stages", () => {
    const network = networkOf(
      2,
      [
        reluStage(
          affine(
            [
              [1, -2],
              [0, 0],
            ],
            [0.5, -1],
          ),
        ),
        productStage(affine([[1, 0]], [-1]), affine([[1, 0]])),
        stateStage({ A: [[0]], B: [[2]], bias: [1] }),
      ],
      undefined,
      { min: -1, max: 1 },
    );

    expect(unitBounds(network)).toEqual([
      [
        { min: -1, max: 1 },
        { min: -1, max: 1 },
      ],
      [
        { min: 0, max: 3.5 },
        { min: 0, max: 0 },
      ],
      [{ min: -3.5, max: 8.75 }],
      [{ min: -6, max: 18.5 }],
    ]);
  });

  it("takes what a compiler noted where it is narrower, and of a state for granted", () => {
    const counter = stateStage({ A: [[1]], B: [[1]] });
    const noted = { ...counter, bounds: [{ min: 0, max: 9 }] };

    expect(unitBounds(networkOf(1, [counter]))[1]).toEqual([
      { min: NEGATIVE_INFINITY, max: POSITIVE_INFINITY },
    ]);
    expect(unitBounds(networkOf(1, [noted]))[1]).toEqual([{ min: 0, max: 9 }]);
  });

  it("holds every value of random networks (seeds 0 to 99)", () => {
    const bounds = { min: -1, max: 1 };
    const outside = Array.from({ length: 100 }, (_, seed) => seed).filter((seed) => {
      const network = randomNetwork(seed, bounds);
      const all = unitBounds(network).flat();
      const random = createRandom(seed);
      const { tape, step } = network.createRunner();
      return Array.from({ length: 5 }).some(() => {
        step(Array.from({ length: network.inputDim }, () => random.uniform(-1, 1)));
        const values = tape.subarray(0, all.length);
        // Within rounding of sums that the bounds add up in another order.
        return all.some(
          ({ min, max }, i) => !(values[i]! >= min - 1e-9 && values[i]! <= max + 1e-9),
        );
      });
    });

    expect(outside).toEqual([]);
  });
});

describe("mapBounds", () => {
  it("knows no end where a unit has none", () => {
    const units = [
      { min: 0, max: POSITIVE_INFINITY },
      { min: 1, max: 2 },
    ];

    expect(
      mapBounds(
        affine(
          [
            [-1, 1],
            [0, 3],
            [0, 0],
          ],
          [0, 0, 5],
        ),
        units,
      ),
    ).toEqual([
      { min: NEGATIVE_INFINITY, max: 2 },
      { min: 3, max: 6 },
      { min: 5, max: 5 },
    ]);
  });
});

describe("largestWithin", () => {
  it.each([
    { min: -3, max: 2, largest: 3 },
    { min: 1, max: POSITIVE_INFINITY, largest: POSITIVE_INFINITY },
  ])("is $largest within [$min, $max]", ({ min, max, largest }) => {
    expect(largestWithin({ min, max })).toBe(largest);
  });
});
