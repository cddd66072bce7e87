import { describe, expect, it } from "vitest";
import { CompileError, compile, EngineError, tf } from "../../../src/core/index.ts";
import { leavesNothing, scalar, variable } from "./checks.ts";

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
