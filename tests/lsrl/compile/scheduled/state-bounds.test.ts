import { describe, expect, it } from "vitest";
import { createRandom } from "../../../../src/core/random.ts";
import {
  type Recurrence,
  stateBounds,
} from "../../../../src/lsrl/compile/scheduled/state-bounds.ts";
import { SparseMatrix } from "../../../../src/lsrl/matrix.ts";

const { POSITIVE_INFINITY: infinity } = Number;

function recurrence(
  A: readonly (readonly number[])[],
  initState: readonly number[],
  drift: readonly (readonly [number, number])[],
): Recurrence {
  return {
    A: SparseMatrix.fromRows(A),
    initState,
    drift: drift.map(([min, max]) => ({ min, max })),
  };
}

describe("stateBounds", () => {
  it("knows that a counter does not fall below its first value", () => {
    const counter = recurrence([[1]], [-1], [[1, 1]]);

    expect(stateBounds(counter, infinity)).toEqual([{ min: 0, max: infinity }]);
  });

  it("knows the last value of a counter of known length", () => {
    const counter = recurrence([[1]], [-1], [[1, 1]]);

    expect(stateBounds(counter, 20)).toEqual([{ min: 0, max: 19 }]);
  });

  it("keeps a ring of bits between 0 and 1", () => {
    const ring = recurrence(
      [
        [0, 0, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
      [0, 0, 1],
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    );

    expect(stateBounds(ring, infinity)).toEqual([
      { min: 0, max: 1 },
      { min: 0, max: 1 },
      { min: 0, max: 1 },
    ]);
  });

  it("keeps a rotation within the length of its state", () => {
    const [cos, sin] = [Math.cos(0.3), Math.sin(0.3)];
    const rotation = recurrence(
      [
        [cos, -sin],
        [sin, cos],
      ],
      [3, 4],
      [
        [0, 0],
        [0, 0],
      ],
    );

    for (const { min, max } of stateBounds(rotation, infinity)) {
      expect(min).toBeCloseTo(-5, 8);
      expect(max).toBeCloseTo(5, 8);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("holds every state of a driven recurrence, seed %i", (seed) => {
    const random = createRandom(seed);
    const size = 1 + random.integer(3);
    const A = Array.from({ length: size }, () =>
      Array.from({ length: size }, () => (random.uniform() < 0.5 ? 0 : random.uniform(-0.6, 0.6))),
    );
    const initState = Array.from({ length: size }, () => random.normal());
    const drift = initState.map((): [number, number] => [-random.uniform(), random.uniform()]);
    for (const horizon of [1, 7, infinity]) {
      const bounds = stateBounds(recurrence(A, initState, drift), horizon);
      let state = initState;
      for (let t = 0; t < Math.min(horizon, 40); t += 1) {
        const inputs = drift.map(([min, max]) => random.uniform(min, max));
        state = A.map((row, i) => row.reduce((sum, a, j) => sum + a * state[j]!, inputs[i]!));

        state.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(bounds[i]!.min - 1e-12);
          expect(value).toBeLessThanOrEqual(bounds[i]!.max + 1e-12);
        });
      }
    }
  });
});
