import { describe, expect, it } from "vitest";
import { nativeBackend } from "../../../src/core/engine.ts";
import { CompileError, ConfigError, compile, EngineError, tf } from "../../../src/core/index.ts";

/** Reads a result and frees it. */
function read(tensor: tf.Tensor): number[] {
  const values = [...tensor.dataSync()];
  tensor.dispose();
  return values;
}

/** Runs `body` and checks that it leaves no tensor, neither of tfjs nor of the addon. */
function leavesNothing(body: () => void): void {
  const count = () => [tf.memory().numTensors, nativeBackend()!.getNumOfTFTensors()];
  const before = count();
  body();
  expect(count()).toEqual(before);
}

const scalar = (value: number) => tf.scalar(value);

/** A variable that is the only owner of its value. */
function variable(value: tf.Tensor, name?: string): tf.Variable {
  const made = tf.variable(value, true, name);
  value.dispose();
  return made;
}

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

describe("compile: variables", () => {
  it("are seen by both sides, also by clones from before a step", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const double = compile(() => {
        w.assign(w.mul(2));
      });
      const clones: tf.Tensor[] = [];
      for (let k = 0; k < 5; k += 1) {
        double();
        clones.push(w.clone());
      }
      tf.tidy(() => w.assign(w.add(1)));
      double();

      expect(clones.flatMap(read)).toEqual([2, 4, 8, 16, 32]);
      expect(w.dataSync()[0]).toBe(66);
      double.dispose();
      w.dispose();
    });
  });

  it("that are only written keep what clones were promised", () => {
    leavesNothing(() => {
      const w = variable(scalar(0));
      const set = compile((x: tf.Tensor) => {
        w.assign(x.mul(1));
      });
      const setTo = (value: number) => tf.tidy(() => set(scalar(value)));
      setTo(1);
      setTo(2);
      const clone = w.clone();
      tf.tidy(() => w.assign(scalar(9)));
      setTo(3);

      expect(read(clone)).toEqual([2]);
      expect(w.dataSync()[0]).toBe(3);
      set.dispose();
      w.dispose();
    });
  });

  it("can belong to two compiled functions", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const add = compile((x: tf.Tensor) => {
        w.assign(w.add(x));
      });
      const mul = compile((x: tf.Tensor) => {
        w.assign(w.mul(x));
        return w;
      });
      const two = scalar(2);
      const results = Array.from({ length: 4 }, () => {
        add(two);
        return read(mul(two))[0];
      });
      add.dispose();

      expect(results).toEqual([6, 16, 36, 76]);
      expect(w.dataSync()[0]).toBe(76);
      mul.dispose();
      tf.dispose([w, two]);
    });
  });

  it("can exchange their values", () => {
    leavesNothing(() => {
      const a = variable(tf.tensor1d([1, 2]));
      const b = variable(tf.tensor1d([3, 4]));
      const swap = compile(() => {
        const kept = a.clone();
        a.assign(b);
        b.assign(kept);
      });
      for (const _ of [0, 1, 2]) swap();
      expect([...a.dataSync(), ...b.dataSync()]).toEqual([3, 4, 1, 2]);
      swap.dispose();
      tf.dispose([a, b]);
    });
  });

  it("may be an argument, then its value counts", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const f = compile((x: tf.Tensor) => x.mul(10));
      for (const k of [1, 2, 3]) {
        expect(read(f(w))).toEqual([10 * k]);
        tf.tidy(() => w.assign(w.add(1)));
      }
      f.dispose();
      w.dispose();
    });
  });

  it("may be made at the first call, and not at each", () => {
    leavesNothing(() => {
      let made: tf.Variable | undefined;
      const once = compile((x: tf.Tensor) => {
        made ??= variable(scalar(0));
        made.assign(made.add(x));
        return made;
      });
      const always = compile((x: tf.Tensor) => tf.variable(x.mul(1)));
      const one = scalar(1);
      expect([0, 1, 2, 3].flatMap(() => read(once(one)))).toEqual([1, 2, 3, 4]);

      always(one).dispose();
      expect(() => always(one)).toThrow(/may make variables at its first call only.*outside/);
      once.dispose();
      always.dispose();
      tf.disposeVariables();
      one.dispose();
    });
  });

  it("that were disposed are named", () => {
    leavesNothing(() => {
      const w = variable(scalar(1), "gone");
      const f = compile(() => w.add(1));
      for (const _ of [0, 1]) f().dispose();
      w.dispose();
      expect(f).toThrow(ConfigError);
      expect(f).toThrow(/variables .* must exist, got a disposed gone/);
      f.dispose();
    });
  });

  it("sync copies out what waits", () => {
    leavesNothing(() => {
      const w = variable(scalar(1));
      const f = compile(() => {
        w.assign(w.add(1));
      });
      f.sync();
      for (const _ of [0, 1]) f();
      f.sync();
      f();
      expect(w.dataSync()[0]).toBe(4);
      f.dispose();
      w.dispose();
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

describe("compile: refusals", () => {
  const usable = () => {
    const f = compile((x: tf.Tensor) => x.add(1));
    tf.tidy(() => {
      for (const _ of [0, 1]) expect(f(scalar(1)).dataSync()[0]).toBe(2);
    });
    f.dispose();
  };

  it.each<[string, (x: tf.Tensor) => tf.Tensor, RegExp]>([
    [
      "a host read",
      (x) => scalar(x.sum().dataSync()[0]!),
      /read .*, got a read of the result of Sum/,
    ],
    ["a read of an argument", (x) => scalar(x.dataSync()[0]!), /result of argument 0/],
    ["Math.random", (x) => tf.dropout(x, 0.5), /Math\.random.*createDeviceRandom/],
    [
      "a string tensor",
      (x) => {
        return tf.string.staticRegexReplace(tf.tensor1d(["a"]), "a", "b").equal(x) as tf.Tensor;
      },
      /tensors of strings, got one that StaticRegexReplace takes/,
    ],
  ])("names %s, and all is usable afterwards", (_, fn, message) => {
    leavesNothing(() => {
      const f = compile(fn);
      const run = () => tf.tidy(() => f(tf.ones([2])));
      expect(run).toThrow(CompileError);
      expect(run).toThrow(message);
      expect(f.numTraces).toBe(0);
      usable();
      f.dispose();
    });
  });

  it("passes on what the function throws, from inside a gradient as well", () => {
    const w = variable(scalar(1));
    const f = compile((x: tf.Tensor) => {
      tf.variableGrads(() => {
        w.add(x);
        throw new RangeError("mine");
      });
    });
    expect(() => tf.tidy(() => f(scalar(1)))).toThrow(RangeError);
    usable();
    f.dispose();
    w.dispose();
  });

  it("a run that fails names the operation and changes nothing", () => {
    leavesNothing(() => {
      const table = variable(tf.tensor1d([1, 2, 3]));
      const count = variable(scalar(0));
      const f = compile((i: tf.Tensor) => {
        count.assign(count.add(1));
        table.assign(table.add(tf.gather(table, i)));
        return table.sum();
      });
      const run = (i: number) => tf.tidy(() => f(tf.scalar(i, "int32")).dataSync()[0]);
      expect([run(0), run(0)]).toEqual([9, 15]);

      expect(() => run(7)).toThrow(EngineError);
      expect(() => run(7)).toThrow(/operation GatherV2 failed: .*7/);
      expect([...table.dataSync(), ...count.dataSync()]).toEqual([4, 5, 6, 2]);
      expect(run(0)).toBe(27);
      f.dispose();
      tf.dispose([table, count]);
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
