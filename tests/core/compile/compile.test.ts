import { describe, expect, it } from "vitest";
import { compile, tf } from "../../../src/core/index.ts";
import { leavesNothing, read, scalar, variable } from "./checks.ts";

describe("compile: traces", () => {
  it("has one for each shape, dtype and other argument, and runs the right one", () => {
    leavesNothing(() => {
      const f = compile((x: tf.Tensor, by: number | string | boolean) =>
        tf.tidy(() =>
          x
            .cast("float32")
            .sum()
            .mul(typeof by === "number" ? by : String(by).length),
        ),
      );
      const expectations: readonly [
        number[],
        tf.DataType,
        number | string | boolean,
        number,
        number,
      ][] = [
        [[1, 2], "float32", 2, 6, 1],
        [[1, 2, 3], "float32", 2, 12, 2],
        [[1, 2], "float32", 3, 9, 3],
        [[1, 2], "float32", "ab", 6, 4],
        [[1, 2], "float32", true, 12, 5],
        [[1, 2], "int32", 2, 6, 6],
        [[1, 2], "float32", Number.NaN, Number.NaN, 7],
        [[1, 2], "float32", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 8],
      ];
      for (const _ of [0, 1]) {
        for (const [values, dtype, by, result] of expectations) {
          const x = tf.tensor1d(values, dtype === "int32" ? "int32" : "float32");
          expect(read(f(x, by))).toEqual([result]);
          x.dispose();
        }
      }
      expect(f.numTraces).toBe(expectations.length);
      f.dispose();
      expect(f.numTraces).toBe(0);
    });
  });

  it("keeps variables and constants when a trace is added", () => {
    leavesNothing(() => {
      const large = tf.range(0, 2000);
      const w = variable(scalar(0));
      const f = compile((x: tf.Tensor) => {
        w.assign(w.add(x.sum()));
        return w.add(large.slice(1999, 1).sum());
      });
      const one = tf.ones([1]);
      const two = tf.ones([2]);
      expect([one, one, two, two, one, two].flatMap((x) => read(f(x)))).toEqual(
        [1, 2, 4, 6, 7, 9].map((sum) => sum + 1999),
      );
      expect(w.dataSync()[0]).toBe(9);
      f.dispose();
      tf.dispose([large, w, one, two]);
    });
  });

  it("can be used again after dispose", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const f = compile(() => {
        w.assign(w.mul(2));
      });
      for (const _ of [0, 1, 2]) f();
      f.dispose();
      f.dispose();
      expect(w.dataSync()[0]).toBe(8);
      for (const _ of [0, 1, 2]) f();
      expect(w.dataSync()[0]).toBe(64);
      f.dispose();
      w.dispose();
    });
  });
});

describe("compile: results", () => {
  it("are arguments, variables, duplicates and constants in any container, the caller's own", () => {
    leavesNothing(() => {
      const w = variable(scalar(5));
      const constant = scalar(7);
      const f = compile((x: tf.Tensor) => {
        const y = x.add(1);
        return { x, w, y, again: y, constant };
      });
      for (const value of [1, 2, 3]) {
        const x = scalar(value);
        const result = f(x);
        expect(Object.keys(result)).toEqual(["x", "w", "y", "again", "constant"]);
        expect(Object.values(result).flatMap(read)).toEqual([value, 5, value + 1, value + 1, 7]);
        expect(x.dataSync()[0]).toBe(value);
        x.dispose();
      }
      expect(w.dataSync()[0]).toBe(5);
      f.dispose();
      tf.dispose([w, constant]);
    });
  });

  it("are arrays, or nothing", () => {
    leavesNothing(() => {
      const array = compile((x: tf.Tensor) => [x, x.neg()]);
      const nothing = compile(() => {});
      const x = scalar(2);
      for (const _ of [0, 1]) {
        expect(array(x).flatMap(read)).toEqual([2, -2]);
        expect(nothing()).toBeUndefined();
      }
      array.dispose();
      nothing.dispose();
      x.dispose();
    });
  });

  it.each([
    ["a number", () => 3],
    ["a number among tensors", () => [tf.scalar(1), 3]],
    ["a promise", async () => tf.scalar(1)],
  ])("can not be %s", (_, fn) => {
    leavesNothing(() => {
      const f = compile(fn as unknown as () => tf.Tensor); // what JavaScript callers can do
      expect(() => tf.tidy(() => f())).toThrow(/must return tensors, got a (number|promise)\./);
    });
  });
});

describe("compile: nesting", () => {
  it("is part of the outer function, whose variables it shares", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const inner = compile((x: tf.Tensor) => {
        w.assign(w.add(x));
        return w;
      });
      const outer = compile((x: tf.Tensor) => inner(x).mul(10));
      const one = scalar(1);
      expect([inner, inner, outer, outer, inner, outer].flatMap((f) => read(f(one)))).toEqual([
        2, 3, 40, 50, 6, 70,
      ]);
      inner.dispose();
      outer.dispose();
      tf.dispose([w, one]);
    });
  });

  it("takes part in gradients from outside", () => {
    leavesNothing(() => {
      const square = compile((x: tf.Tensor) => x.square());
      const slope = tf.grad((x) => square(x).sum());
      tf.tidy(() => {
        const x = tf.tensor1d([1, 2, 3]);
        for (const _ of [0, 1, 2]) {
          square(x);
          expect([...slope(x).dataSync()]).toEqual([2, 4, 6]);
        }
      });
      square.dispose();
    });
  });
});

describe("compile: tensors from outside", () => {
  it.each([3, 5000])("%d entries are kept as they are at the first call", (size) => {
    leavesNothing(() => {
      const outside = tf.range(0, size);
      const f = compile((x: tf.Tensor) => x.mul(outside).sum());
      const x = tf.ones([size]);
      const expected = (size * (size - 1)) / 2;
      expect(read(f(x))[0]).toBeCloseTo(expected, -3);
      outside.dispose();
      expect(read(f(x))[0]).toBeCloseTo(expected, -3);
      f.dispose();
      x.dispose();
    });
  });

  it("of complex numbers, too", () => {
    leavesNothing(() => {
      tf.tidy(() => {
        const outside = tf.complex([1, 2], [3, 4]);
        const f = compile((x: tf.Tensor) => tf.imag(tf.mul(outside, tf.complex(x, x))));
        for (const _ of [0, 1]) expect([...f(tf.tensor1d([1, 2])).dataSync()]).toEqual([4, 12]);
        f.dispose();
      });
    });
  });

  it("of more than 64 MB are warned of", async () => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    const outside = tf.tidy(() => tf.range(0, 17 * 2 ** 20).reshape([17, 1024, 1024]));
    const f = compile((x: tf.Tensor) => x.add(outside.slice([0, 0, 0], [1, 1, 1]).sum()));
    for (const _ of [0, 1]) tf.tidy(() => f(tf.ones([1])));
    expect((await warned).message).toMatch(/tensor \[17, 1024, 1024\] from outside.* 68 MB/);
    f.dispose();
    outside.dispose();
  });
});
