import { describe, expect, it } from "vitest";
import { toRegisterFile } from "../../../../src/lsrl/architectures/transformers/register-file.ts";
import { stateChannels } from "../../../../src/lsrl/architectures/transformers/state-channels.ts";
import { networkOf, type StateParts, stateStage } from "../hand-made-networks.ts";

const options = { subject: "emitMamba: stage 0 (S)", allowsRecurrence: true, maxLength: undefined };

/** The states of a network of one stage and one input. */
function blockOf(parts: StateParts) {
  const [stage] = toRegisterFile(networkOf(1, [stateStage(parts)])).stages;
  if (stage?.kind !== "LinState") throw new Error("blockOf: no states");
  return stage.units[0]!;
}

describe("stateChannels", () => {
  it("starts a recurrence from 0", () => {
    // s' = s - 3: s' <- s' / 2 + x + 1 - 3 / 2
    const block = blockOf({ A: [[0.5]], B: [[1]], bias: [1], initState: [3] });

    expect(stateChannels(block, options)).toMatchObject([
      { register: 1, kernel: [1], decay: 0.5, source: { entries: [[0, 1]], bias: -0.5 } },
    ]);
  });

  it("takes the powers of A as kernels", () => {
    const block = blockOf({
      A: [
        [0, 2],
        [-1, 0],
      ],
      B: [[1], [0]],
    });

    // A^0, .. A^4 applied to (1, 0): (1, 0), (0, -1), (-2, 0), (0, 2), (4, 0)
    expect(stateChannels(block, { ...options, maxLength: 5 })).toMatchObject([
      { register: 1, kernel: [1, 0, -2, 0, 4], decay: 0 },
      { register: 2, kernel: [0, -1, 0, 2], decay: 0 },
    ]);
  });

  it("ends the kernels of a shift register where its powers end", () => {
    const block = blockOf({
      A: [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
      ],
      B: [[1], [0], [0]],
    });

    expect(stateChannels(block, options).map(({ kernel }) => kernel)).toEqual([
      [1],
      [0, 1],
      [0, 0, 1],
    ]);
  });

  it("makes one source of all constants", () => {
    const ring = {
      A: [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
      B: [[0], [0], [0]],
      initState: [0, 0, 1],
    };

    const channels = stateChannels(blockOf(ring), { ...options, maxLength: 3 });

    // The drift of the shifted state is A s0 - s0 = (1, 0, -1).
    expect(channels).toMatchObject([
      { source: { entries: [], bias: 1 }, kernel: [1, -1] },
      { source: { entries: [], bias: 1 }, kernel: [0, 1, -1] },
      { source: { entries: [], bias: 1 }, kernel: [-1, 0, 1] },
    ]);
  });

  it("needs no channel for a constant", () => {
    expect(stateChannels(blockOf({ A: [[1]], B: [[0]], initState: [4] }), options)).toEqual([]);
  });

  it.each([
    { A: [[1.5]], message: "got A = [1.5]. Use the diagonal formulation, or give maxLength." },
    { A: [[-0.5]], message: "got A = [-0.5]. Use" },
    {
      A: [
        [1, 1],
        [0, 1],
      ],
      message: "got a coupled A of 2 states. Use",
    },
  ])("refuses $A without a horizon", ({ A, message }) => {
    const block = blockOf({ A, B: A.map(() => [1]) });

    expect(() => stateChannels(block, options)).toThrow(
      `emitMamba: stage 0 (S): without maxLength, A must be diagonal with entries in [0, 1], or a shift register, ${message}`,
    );
  });

  it("tells of the mode where recurrences are not allowed", () => {
    const block = blockOf({ A: [[1]], B: [[1]] });

    expect(() => stateChannels(block, { ...options, allowsRecurrence: false })).toThrow(
      'without maxLength, a convolution can compute shift registers only, got A = [1]. Give maxLength, or use mode "lru".',
    );
  });
});
