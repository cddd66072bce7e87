import { describe, expect, it } from "vitest";
import { createRandom } from "../../../../src/core/random.ts";
import type { EmittedModel } from "../../../../src/lsrl/architectures/model.ts";
import { emitGru } from "../../../../src/lsrl/architectures/torch-nn/gru.ts";
import { emitLstm } from "../../../../src/lsrl/architectures/torch-nn/lstm.ts";
import type { ProductOptions } from "../../../../src/lsrl/architectures/torch-nn/product-options.ts";
import { emitReluRnn } from "../../../../src/lsrl/architectures/torch-nn/relu-rnn.ts";
import { emitTanhRnn } from "../../../../src/lsrl/architectures/torch-nn/tanh-rnn.ts";
import type { Network } from "../../../../src/lsrl/network/index.ts";
import { affine, networkOf, productStage, reluStage, stateStage } from "../hand-made-networks.ts";

const product = productStage(affine([[1, 0]]), affine([[0, 1]]));

const emitters = [
  { name: "emitTanhRnn", emit: emitTanhRnn },
  { name: "emitLstm", emit: emitLstm },
  { name: "emitGru", emit: emitGru },
];

/** Pairs of factors within `[-size, size]`, the corners among them. */
function factors(seed: number, size: number): number[][] {
  const random = createRandom(seed);
  const corners = [size, -size].flatMap((a) => [size, -size].map((b) => [a, b]));
  const inner = Array.from({ length: 200 }, () => [
    random.uniform(-size, size),
    random.uniform(-size, size),
  ]);
  return [...corners, ...inner];
}

function worstError(model: EmittedModel, network: Network, sequence: number[][]): number {
  const expected = network.run(sequence).flat();
  return Math.max(
    ...model
      .run(sequence)
      .flat()
      .map((value, i) => Math.abs(value - expected[i]!)),
  );
}

// What was measured for factors within [-1, 1], rounded up.
const accuracies = [
  { name: "emitLstm", dtype: "float64", richardson: true, accuracy: 1e-12 },
  { name: "emitLstm", dtype: "float64", richardson: false, accuracy: 1e-10 },
  { name: "emitLstm", dtype: "float32", richardson: true, accuracy: 1e-5 },
  { name: "emitLstm", dtype: "float32", richardson: false, accuracy: 5e-5 },
  { name: "emitGru", dtype: "float64", richardson: true, accuracy: 5e-10 },
  { name: "emitGru", dtype: "float64", richardson: false, accuracy: 1e-7 },
  { name: "emitGru", dtype: "float32", richardson: true, accuracy: 2e-4 },
  { name: "emitGru", dtype: "float32", richardson: false, accuracy: 2e-3 },
  { name: "emitTanhRnn", dtype: "float64", richardson: true, accuracy: 5e-10 },
  { name: "emitTanhRnn", dtype: "float32", richardson: true, accuracy: 2e-4 },
] as const;

describe("analogue products", () => {
  it.each(accuracies)(
    "$name in $dtype, Richardson $richardson: within $accuracy, and within the bound (seed 1)",
    ({ name, accuracy, ...options }) => {
      const { emit } = emitters.find((emitter) => emitter.name === name)!;
      const network = networkOf(2, [product], undefined, { min: -1, max: 1 });
      const model = emit(network, { ...options, products: "analogue" });

      const error = worstError(model, network, factors(1, 1));

      expect(model.guarantee.kind).toBe("bounded");
      expect(error).toBeLessThan(accuracy);
      expect(error).toBeLessThan(model.guarantee.errorBound);
      // A bound that is far off would say nothing.
      expect(model.guarantee.errorBound).toBeLessThan(100 * error);
    },
  );

  it.each(emitters)("$name scales with the size of factors, exactly (seed 2)", ({ emit }) => {
    const bounded = (size: number) => networkOf(2, [product], undefined, { min: -size, max: size });
    const options: ProductOptions = { products: "analogue" };
    const [small, large] = [1, 2 ** 20].map((size) => emit(bounded(size), options));

    const sequence = factors(2, 1);
    const scaled = sequence.map((pair) => pair.map((value) => value * 2 ** 20));

    expect(large!.run(scaled).flat()).toEqual(
      small!.run(sequence).map(([value]) => value! * 2 ** 40),
    );
    expect(large!.guarantee.errorBound).toBe(2 ** 40 * small!.guarantee.errorBound);
  });

  it.each(emitters)("$name takes maxValue where the network has no bounds", ({ emit }) => {
    const network = networkOf(2, [product]);
    const unknown = emit(network, { products: "analogue" });
    const told = emit(network, { products: "analogue", maxValue: 2 ** 10 });
    const sequence = factors(3, 2 ** 10);

    expect(unknown.guarantee.errorBound).toBe(Number.POSITIVE_INFINITY);
    expect(worstError(told, network, sequence)).toBeLessThan(told.guarantee.errorBound);
  });

  it.each(emitters)("$name passes what has a constant factor, exactly", ({ emit }) => {
    const mixed = productStage(
      affine(
        [
          [1, 0],
          [0, 0],
          [1, 0],
        ],
        [0, 1, 0],
      ),
      affine(
        [
          [0, 1],
          [0, 1],
          [0, 0],
        ],
        [0, 0.5, 2],
      ),
    );
    const network = networkOf(
      2,
      [mixed],
      affine([
        [0, 1, 0],
        [0, 0, 1],
      ]),
      { min: -1, max: 1 },
    );
    const model = emit(network, { products: "analogue" });
    const sequence = factors(4, 1).map((pair) => pair.map((value) => Math.round(value * 8) / 8));

    expect(model.run(sequence)).toEqual(network.run(sequence).map((row) => row.map((v) => v + 0)));
    expect(model.guarantee).toMatchObject({ kind: "exact", errorBound: 0 });
  });

  it.each(emitters)("$name bounds what later stages make of errors (seed 5)", ({ emit }) => {
    const bounds = { min: -1, max: 1 };
    const stages = [
      product,
      { ...stateStage({ A: [[1]], B: [[3]] }), bounds: [{ min: -60, max: 60 }] },
      reluStage(affine([[2], [-1]], [0, 0.5])),
      productStage(affine([[1, 0]]), affine([[0, 1]])),
    ];
    const network = networkOf(2, stages, affine([[2]]), bounds);
    const sequence = factors(5, 1).slice(0, 20);
    const model = emit(network, { products: "analogue", maxLength: 20 });
    const endless = emit(network, { products: "analogue" });

    expect(worstError(model, network, sequence)).toBeLessThan(model.guarantee.errorBound);
    expect(model.guarantee.errorBound).toBeLessThan(1e-2);
    expect(endless.guarantee.errorBound).toBe(Number.POSITIVE_INFINITY);
  });

  it("needs no length where states forget", () => {
    const halving = stateStage({ A: [[0.5]], B: [[1]] });
    const network = networkOf(2, [product, halving], undefined, { min: -1, max: 1 });
    const alone = emitLstm(networkOf(2, [product], undefined, { min: -1, max: 1 }), {
      products: "analogue",
    });

    const { errorBound } = emitLstm(network, { products: "analogue" }).guarantee;

    // 1 + 1/2 + 1/4 + ...
    expect(errorBound).toBeAllclose(2 * alone.guarantee.errorBound, { rtol: 1e-9, atol: 0 });
  });
});

describe("options of products", () => {
  const network = networkOf(2, [product]);

  it.each(emitters)("$name refuses what it does not know", ({ name, emit }) => {
    const wrong: object = { products: "analog" };

    expect(() => emit(network, wrong)).toThrow(
      `${name}: products must be one of exact, binary, analogue, got "analog". Did you mean "analogue"?`,
    );
    expect(() => emit(network, { maxValue: 0 })).toThrow(`${name}: maxValue must be > 0`);
    expect(() => emit(network, { maxLength: 1.5 })).toThrow(
      `${name}: maxLength must be an integer`,
    );
  });

  it("emitReluRnn knows no analogue products", () => {
    const wrong: object = { products: "analogue" };

    expect(() => emitReluRnn(network, wrong)).toThrow(
      'emitReluRnn: products must be one of exact, binary, got "analogue"',
    );
  });

  it("emitReluRnn asks for the greatest value where it must", () => {
    expect(() => emitReluRnn(network, { products: "binary" })).toThrow("or give maxValue");
    expect(
      emitReluRnn(network, { products: "binary", maxValue: 4 }).run([
        [1, 3],
        [0, 4],
      ]),
    ).toEqual([[3], [0]]);
  });
});
