import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { weightMaps } from "../../../src/lsrl/display/index.ts";
import { weightColors } from "../../../src/lsrl/display/weights/colors.ts";
import { type Entry, SparseMatrix } from "../../../src/lsrl/matrix.ts";
import { Network } from "../../../src/lsrl/network/index.ts";
import { count, findFault, textsOf } from "./markup.ts";
import { compiled, countingProgram, dictionary } from "./programs.ts";

/** A network of ReLU stages with random weights over twenty powers of ten. */
function wideNetwork(width: number, numStages: number, perRow: number): Network {
  const random = createRandom(5);
  const matrix = (columns: number) => {
    const entries = Array.from({ length: width * perRow }, (_, i): Entry => {
      const size = 10 ** (random.uniform() * 20 - 10);
      return [i % width, random.integer(columns), random.uniform() < 0.5 ? -size : size];
    });
    return SparseMatrix.fromEntries(width, columns, entries);
  };
  const stages = Array.from({ length: numStages }, (_, i) => ({
    kind: "ReLU" as const,
    width,
    map: { weights: matrix(i === 0 ? 1 : width), bias: new Float64Array(width).fill(1) },
  }));
  const readout = { weights: SparseMatrix.zeros(1, width), bias: new Float64Array(1) };
  return new Network({ inputDim: 1, stages, readout });
}

describe("weightMaps", () => {
  it("draws every matrix and bias of every stage", () => {
    const network = compiled(countingProgram());
    const { html } = weightMaps(network);
    expect(findFault(html)).toBeUndefined();
    expect(
      textsOf(html, "svg > g > text").filter((text) => /^\d+ [RMS]$|^read-out$/.test(text)),
    ).toEqual(
      [...network.size().stages, ""].map((letter, i, all) =>
        i === all.length - 1 ? "read-out" : `${i + 1} ${letter}`,
      ),
    );
    expect(textsOf(html, "g > g > title")).toContainEqual(
      expect.stringMatching(/^stage 1 A: 2 × 2, 2 not 0, from 1 to 1$/),
    );
  });

  it("holds the value and the place of every entry", () => {
    const network = compiled(dictionary().program);
    const { html } = weightMaps(network);
    const json = /\(root, (\{.*?\}), \{\}\);/s.exec(html)?.[1] ?? "";
    const data: {
      matrices: { name: string; columns: number; steps: number[]; values: number[] }[];
      values: number[];
    } = JSON.parse(json);
    const stage = network.stages.findIndex(({ kind }) => kind === "ReLU");
    const shown = data.matrices.find(({ name }) => name === `stage ${stage + 1} W`)!;
    let place = 0;
    const entries = shown.steps.map((each, i) => {
      place += each;
      return [
        Math.floor(place / shown.columns),
        place % shown.columns,
        data.values[shown.values[i]!],
      ];
    });
    const found = network.stages[stage]!;
    expect(found.kind === "ReLU" && [...found.map.weights.entries()]).toEqual(entries);
  });

  it("draws chosen stages, and refuses others", () => {
    const network = compiled(countingProgram());
    expect(weightMaps(network, { stages: [2] }).summary).toBe("[Weights of stage 2]");
    expect(() => weightMaps(network, { stages: [9] })).toThrow(
      `weightMaps: stages must be within [1, ${network.stages.length}], got 9`,
    );
  });

  it.each([
    { width: 200, numStages: 29, perRow: 3 },
    { width: 200, numStages: 10, perRow: 100 },
    { width: 4000, numStages: 4, perRow: 5 },
  ])("stays within half a megabyte for $numStages stages of $width units", (size) => {
    const { html } = weightMaps(wideNetwork(size.width, size.numStages, size.perRow));
    expect(html.length).toBeLessThan(500_000);
    expect(html).not.toMatch(/NaN|Infinity/);
    expect(count(html, "path")).toBeGreaterThan(0);
  });
});

describe("weightColors", () => {
  it("has a shade for each power of ten, by sign", () => {
    const { low, high, colorOf } = weightColors([1e-10, -3, 1e13]);
    expect([low, high]).toEqual([-10, 13]);
    expect(colorOf(1000)).toBe(colorOf(9999));
    expect(colorOf(1000)).not.toBe(colorOf(999));
    expect(colorOf(1000)).not.toBe(colorOf(-1000));
  });

  it("manages without weights", () => {
    expect(weightColors([])).toMatchObject({ low: 0, high: 0 });
  });
});
