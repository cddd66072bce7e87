import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/core/index.ts";
import { nextTokenCandidates, sampleToken } from "../../src/lm/generate/sampling.ts";

const probabilities = [0.1, 0.4, 0.2, 0.3];
const logits = Float32Array.from(probabilities, Math.log);

describe("nextTokenCandidates", () => {
  it.each([
    {
      options: {},
      expected: [
        [1, 0.4],
        [3, 0.3],
        [2, 0.2],
        [0, 0.1],
      ],
    },
    {
      options: { topK: 2 },
      expected: [
        [1, 4 / 7],
        [3, 3 / 7],
      ],
    },
    {
      options: { topP: 0.65 },
      expected: [
        [1, 4 / 7],
        [3, 3 / 7],
      ],
    },
    { options: { topP: 0.3 }, expected: [[1, 1]] },
    {
      options: { topK: 3, topP: 0.75 },
      expected: [
        [1, 4 / 7],
        [3, 3 / 7],
      ],
    },
    {
      options: { temperature: 0.5, topK: 2 },
      expected: [
        [1, 16 / 25],
        [3, 9 / 25],
      ],
    },
  ])("keeps and weighs the likeliest under $options", ({ options, expected }) => {
    const candidates = nextTokenCandidates(logits, options);
    expect(candidates.map(({ id }) => id)).toEqual(expected.map(([id]) => id));
    expect(candidates.map(({ probability }) => probability)).toBeAllclose(
      expected.map(([, probability]) => probability!),
      { rtol: 1e-6 },
    );
  });

  it("orders equal scores by id and keeps no more than asked", () => {
    const equal = new Float32Array(5);
    expect(nextTokenCandidates(equal, { topK: 3 }).map(({ id }) => id)).toEqual([0, 1, 2]);
  });
});

describe("sampleToken", () => {
  it("takes the likeliest at temperature 0", () => {
    expect(sampleToken(logits, createRandom(0))).toBe(1);
  });

  it.each([{ temperature: 1 }, { temperature: 1, topK: 4, topP: 0.999999 }])(
    "draws in proportion to the probabilities under %j, seed 3",
    (options) => {
      const random = createRandom(3);
      const numDraws = 4000;
      const counts = [0, 0, 0, 0];
      for (let i = 0; i < numDraws; i += 1) counts[sampleToken(logits, random, options)]! += 1;
      // Three standard deviations of a share are at most 0.024.
      expect(counts.map((count) => count / numDraws)).toBeAllclose(probabilities, {
        rtol: 0,
        atol: 0.024,
      });
    },
  );

  it.each([
    [{ temperature: -1 }, "sampleToken: temperature"],
    [{ topK: 0 }, "sampleToken: topK"],
    [{ topP: 0 }, "sampleToken: topP"],
  ])("refuses %j", (options, message) => {
    expect(() => sampleToken(logits, createRandom(0), options)).toThrow(message);
  });
});
