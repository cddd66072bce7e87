import { describe, expect, it } from "vitest";
import { toRegisterFile } from "../../../../src/lsrl/architectures/transformers/register-file.ts";
import { affine, networkOf, productStage, reluStage, stateStage } from "../hand-made-networks.ts";

const keepBoth = affine([
  [1, 0],
  [0, 1],
]);

describe("toRegisterFile", () => {
  it("gives a carried unit the register of the older one", () => {
    const network = networkOf(1, [
      reluStage(affine([[1], [-1]])),
      reluStage(keepBoth),
      stateStage({
        A: [
          [0, 0],
          [0, 0],
        ],
        B: [
          [0, 1],
          [1, 0],
        ],
      }),
      productStage(affine([[0, 0]], [1]), affine([[1, 0]])),
    ]);

    const { numRegisters, stages, readout } = toRegisterFile(network);

    expect(numRegisters).toBe(3); // the token, R(x), R(-x)
    expect(stages.map(({ stage }) => stage)).toEqual([0]);
    expect(readout[0]?.entries).toEqual([[2, 1]]);
  });

  it("computes what only looks carried", () => {
    const network = networkOf(2, [
      reluStage(affine([[1, 0]])), // of a token that may be negative
      stateStage({ A: [[0]], B: [[2]] }),
      productStage(affine([[0]], [2]), affine([[1]])),
      reluStage(affine([[1]], [1])),
    ]);

    const { stages } = toRegisterFile(network);

    expect(stages.map(({ stage }) => stage)).toEqual([0, 1, 2, 3]);
  });

  it("knows from the input's bounds that a ReLU carries the token", () => {
    const network = networkOf(2, [reluStage(keepBoth)], undefined, { min: 0, max: 1 });

    expect(toRegisterFile(network).stages).toEqual([]);
  });

  it("computes a unit that a state of its stage reads a step later", () => {
    const delay = stateStage({
      A: [
        [0, 0],
        [1, 0],
      ],
      B: [[1], [0]],
    });

    const [stage] = toRegisterFile(networkOf(1, [delay])).stages;

    expect(stage?.units).toMatchObject([{ registers: [1, 2], initState: [0, 0] }]);
  });

  it("splits states that do not read one another", () => {
    const states = stateStage({
      A: [
        [1, 0, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 1, 0, 0],
      ],
      B: [[1], [1], [1], [1]],
      initState: [5, 6, 7, 8],
    });

    const [stage] = toRegisterFile(networkOf(1, [states])).stages;

    expect(stage?.units).toMatchObject([
      { registers: [1], initState: [5] },
      { registers: [2, 4], initState: [6, 8] },
      { registers: [3], initState: [7] },
    ]);
  });

  it("bounds forms by what their units can be", () => {
    const network = networkOf(
      1,
      [
        reluStage(affine([[2], [-1]]), [
          { min: 0, max: 6 },
          { min: -1, max: 1 },
        ]),
      ],
      affine([[1, -3]], [1]),
      { min: -1, max: 3 },
    );

    const { stages, readout } = toRegisterFile(network);

    expect(stages[0]?.units).toMatchObject([
      { form: { bounds: { min: -2, max: 6 } } },
      { form: { bounds: { min: -3, max: 1 } } },
    ]);
    expect(readout[0]?.bounds).toEqual({ min: 1 - 3, max: 1 + 6 });
  });
});
