import { describe, expect, it } from "vitest";
import { ConfigError, compile, tf } from "../../../src/core/index.ts";
import { leavesNothing, read, scalar, variable } from "./checks.ts";

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
