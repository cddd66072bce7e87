import { describe, expect, it } from "vitest";
import { CompileError } from "../../../src/core/errors.ts";
import type { Stage } from "../../../src/lsrl/network/index.ts";
import { denseEmitters } from "./dense-emitters.ts";
import {
  affine,
  dyadicSequence,
  networkOf,
  productStage,
  reluStage,
  rotation,
  stateStage,
  withoutNegativeZeros,
} from "./hand-made-networks.ts";

const identity = [
  [1, 0],
  [0, 1],
];
const ring = stateStage({
  A: [
    [0, 0, 1],
    [1, 0, 0],
    [0, 1, 0],
  ],
  B: [
    [1, 0],
    [0, 0],
    [0, 0],
  ],
  initState: [0, 0, 1],
});
const counter = stateStage({ A: [[1]], B: [[1, 0]], bias: [1], initState: [-1] });
const carry = productStage(
  affine(
    [
      [0, 0],
      [0, 0],
      [0, 1],
    ],
    [1, -2, 0],
  ),
  affine(
    [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
    [0, 0.5, 3],
  ),
);

// Tokens are multiples of 1/8; so is, in these networks, every value, and small: no sum rounds.
const exactNetworks = [
  { name: "no stage", stages: [], readout: affine([[2, -1]], [0.5]) },
  {
    name: "R",
    stages: [
      reluStage(
        affine(
          [
            [1, -1],
            [2, 0.5],
            [-1, 0],
            [0, 0],
          ],
          [0.25, 0, 1, 2],
        ),
      ),
    ],
  },
  {
    name: "R that carries what is positive already",
    stages: [
      reluStage(affine(identity)),
      reluStage(
        affine([
          [1, 0],
          [1, -1],
          [0, 2],
        ]),
      ),
      reluStage(affine([[1, 1, 1]])),
    ],
  },
  { name: "S that counts", stages: [counter] },
  { name: "S with both signs", stages: [stateStage({ A: [[-1]], B: [[1, -2]], initState: [3] })] },
  { name: "S that doubles", stages: [stateStage({ A: [[2]], B: [[1, 0]], initState: [-1] })] },
  { name: "S that is a ring", stages: [ring] },
  {
    name: "S that is a shift register, and carries",
    stages: [
      stateStage({
        A: [
          [0, 0, 0],
          [1, 0, 0],
          [0, 0, 0],
        ],
        B: [
          [1, 0],
          [0, 0],
          [0, 1],
        ],
        bias: [0, 0, 1],
        initState: [1, -2, 4],
      }),
    ],
  },
  { name: "M with constant factors alone", stages: [carry] },
  { name: "M with constant factors, then R", stages: [carry, reluStage(affine([[1, -1, 1]]))] },
  {
    name: "S R S R",
    stages: [
      counter,
      reluStage(affine([[4], [4]], [-8, -9])),
      stateStage({ A: [[0.5]], B: [[1, -1]], initState: [1] }),
      reluStage(affine([[1], [-1]], [-0.5, 0.5])),
    ],
  },
] satisfies readonly { name: string; stages: readonly Stage[]; readout?: unknown }[];

describe.each(denseEmitters)("$name", ({ name, emit, products }) => {
  const sequence = dyadicSequence(1, 2, 12);

  describe.each([{ dtype: "float64" }, { dtype: "float32" }] as const)("in $dtype", ({ dtype }) => {
    const possible = exactNetworks.filter(
      ({ stages }) => products !== "none" || stages.every(({ kind }) => kind !== "Multiplicative"),
    );

    it.each(possible)("is exact: $name", ({ stages, ...rest }) => {
      const network = networkOf(2, stages, "readout" in rest ? rest.readout : undefined);
      const model = emit(network, { dtype });

      expect(model.run(sequence)).toEqual(network.run(sequence).map(withoutNegativeZeros));
      expect(model.guarantee).toMatchObject({ kind: "exact", errorBound: 0 });
      expect(model).toMatchObject({ dtype });
    });

    it("rotates as well as the number type allows", () => {
      const state = stateStage({ A: rotation(1), B: identity, initState: [1, -2] });
      const network = networkOf(2, [state]);

      // 12 roundings of values up to 10: 1e-15 and 5e-7 each.
      const atol = dtype === "float64" ? 2e-14 : 1e-5;
      expect(emit(network, { dtype }).run(sequence).flat()).toBeAllclose(
        network.run(sequence).flat(),
        { rtol: 0, atol },
      );
    });

    it("lets nothing of a closed gate through, however near to open", () => {
      // A state that halves: 2^-t passes every size at which a comparison could be half decided.
      const halving = stateStage({ A: [[0.5]], B: [[1, 0]] });
      const network = networkOf(2, [halving, reluStage(affine([[1], [-1]]))]);
      const impulse = Array.from({ length: 260 }, (_, t) => [t === 0 ? 1 : 0, 0]);

      const outputs = emit(network, { dtype }).run(impulse);

      // 150 / K is 1.4e-10 in float32, and nothing in float64.
      expect(outputs.flat()).toBeAllclose(network.run(impulse).flat(), { rtol: 1e-6, atol: 2e-10 });
    });

    it("gives every array its type and as many entries as its shape tells", () => {
      const { weights } = emit(networkOf(2, [counter, reluStage(affine([[1]]))]), { dtype });
      const ArrayType = dtype === "float64" ? Float64Array : Float32Array;

      for (const { shape, data } of Object.values(weights)) {
        expect(data).toBeInstanceOf(ArrayType);
        expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      }
    });
  });

  const select = productStage(affine([[1, 0]]), affine([[0, 1]]));

  it(`multiplies: ${products}`, () => {
    const network = networkOf(2, [select], undefined, { min: -4, max: 4 });
    const bits = dyadicSequence(2, 2, 20).map(([x, y]) => [x! > 0 ? 1 : 0, y!]);
    const expected = network.run(bits).map(withoutNegativeZeros);

    if (products === "none") {
      expect(() => emit(network)).toThrow(CompileError);
      expect(() => emit(network)).toThrow(`${name}: stage 0 (M): `);
    } else if (products === "all") {
      expect(emit(network).run(sequence)).toEqual(network.run(sequence).map(withoutNegativeZeros));
    } else {
      expect(() => emit(network)).toThrow(CompileError);
      expect(() => emit(network)).toThrow(
        `${name}: stage 0 (M): a product must have a constant factor, got two that vary. Give products: "binary" if the first factor is always 0 or 1, `,
      );
      for (const dtype of ["float64", "float32"] as const) {
        const model = emit(network, { products: "binary", dtype });
        expect(model.run(bits)).toEqual(expected);
        expect(model.guarantee.kind).toBe("exact");
        expect(model.guarantee.conditions).toContain("First factors of products are 0 or 1.");
      }
    }
  });

  it("starts afresh with every run", () => {
    const model = emit(networkOf(2, [counter]));

    expect(model.run(sequence)).toEqual(model.run(sequence));
  });

  it("keeps to the bounds of the input", () => {
    const model = emit(networkOf(1, [], undefined, { min: 0, max: 1 }));

    expect(() => model.run([[0], [2]])).toThrow("run: token 1 must be within [0, 1], got 2");
    expect(model.inputBounds).toEqual({ min: 0, max: 1 });
  });
});
