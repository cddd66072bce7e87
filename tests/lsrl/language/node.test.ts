import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError } from "../../../src/core/errors.ts";
import { forEach, input, linear, type Node, relu } from "../../../src/lsrl/language/index.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const x = input(3);
const token = [1, -2, 4];

function outputOf(node: Node): number[] | undefined {
  return forEach(node).run([token])[0];
}

describe("Node operators", () => {
  it.each([
    { name: "x + node", node: x.add(relu(x)), value: [2, -2, 8] },
    { name: "x + x", node: x.add(x), value: [2, -4, 8] },
    { name: "x + number", node: x.add(0.5), value: [1.5, -1.5, 4.5] },
    { name: "x - node", node: x.sub(relu(x)), value: [0, -2, 0] },
    { name: "x - number", node: x.sub(0.5), value: [0.5, -2.5, 3.5] },
    { name: "number - x", node: x.subFrom(1), value: [0, 3, -3] },
    { name: "x * number", node: x.mul(-2), value: [-2, 4, -8] },
    { name: "x * 0", node: x.mul(0), value: [0, 0, 0] },
    { name: "x / number", node: x.div(4), value: [0.25, -0.5, 1] },
    { name: "x[1]", node: x.at(1), value: [-2] },
    { name: "x[1:]", node: x.slice(1), value: [-2, 4] },
    { name: "x[:2]", node: x.slice(0, 2), value: [1, -2] },
    { name: "x[:]", node: x.slice(), value: token },
  ])("$name", ({ node, value }) => {
    expect(outputOf(node)).toEqual(value);
    expect(node.dim).toBe(value.length);
  });

  it("leave the node they are called on as it was", () => {
    const named = x.named("x").bounded({ min: 0, max: 1 });

    expect(x.label).toBe("input");
    expect(x.bounds).toBeUndefined();
    expect(named.label).toBe("x");
    expect(named.bounds).toEqual({ min: 0, max: 1 });
    expect(named.operation).toBe(x.operation);
  });

  it("pass bounds on to parts, and to nothing else", () => {
    const bounded = x.bounded({ min: 0, max: 1 });

    expect(bounded.at(0).bounds).toEqual({ min: 0, max: 1 });
    expect(bounded.slice(1).bounds).toEqual({ min: 0, max: 1 });
    expect(bounded.add(1).bounds).toBeUndefined();
    expect(relu(bounded).bounds).toBeUndefined();
  });

  it("list operands in order, repeats too", () => {
    const [both] = x.add(x).operands;

    expect(x.operands).toEqual([]);
    expect(both?.kind).toBe("Concat");
    expect(both?.operands).toEqual([x, x]);
  });
});

describe("operator misuse", () => {
  // A node whose dimension the type checker does not know.
  const other = linear(x, [
    [1, 0, 0],
    [0, 1, 0],
  ]);

  it.each([
    {
      name: "x + node of another dimension",
      build: () => x.add(other),
      message: "add: other: expected shape [3], got [2]",
    },
    {
      name: "x - node of another dimension",
      build: () => x.sub(other),
      message: "sub: other: expected shape [3], got [2]",
    },
  ])("is a ShapeError: $name", ({ build, message }) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });

  it.each([
    {
      name: "x / 0",
      build: () => x.div(0),
      message: "div: divisor must not be 0, got 0",
    },
    {
      name: "x / -0",
      build: () => x.div(-0),
      message: "div: divisor must not be 0, got 0",
    },
    {
      name: "x / infinity",
      build: () => x.div(infinity),
      message: "operator: the number must be finite, got Infinity",
    },
    {
      name: "x / NaN",
      build: () => x.div(nan),
      message: "operator: the number must be finite, got NaN",
    },
    {
      name: "x * infinity",
      build: () => x.mul(infinity),
      message: "operator: the number must be finite, got Infinity",
    },
    {
      name: "x + NaN",
      build: () => x.add(nan),
      message: "operator: the number must be finite, got NaN",
    },
    {
      name: "x[3] of 3",
      build: () => x.at(3),
      message: "at: index must be an integer >= 0 and <= 2, got 3",
    },
    {
      name: "x[-1]",
      build: () => x.at(-1),
      message: "at: index must be an integer >= 0 and <= 2, got -1",
    },
    {
      name: "x[0.5]",
      build: () => x.at(0.5),
      message: "at: index must be an integer >= 0 and <= 2, got 0.5",
    },
    {
      name: "a slice that starts below 0",
      build: () => x.slice(-1, 2),
      message: "slice: start must be an integer >= 0, got -1",
    },
    {
      name: "a slice that ends beyond the vector",
      build: () => x.slice(0, 4),
      message: "slice: end must be an integer <= 3, got 4",
    },
    {
      name: "an empty slice",
      build: () => x.slice(1, 1),
      message: "slice: start must be < end, got [1, 1)",
    },
    {
      name: "a slice that starts beyond the vector",
      build: () => x.slice(3),
      message: "slice: start must be < end, got [3, 3)",
    },
    {
      name: "bounds in the wrong order",
      build: () => x.bounded({ min: 2, max: 1 }),
      message: "bounded: min must be <= max, got [2, 1]",
    },
  ])("is a ConfigError: $name", ({ build, message }) => {
    expect(build).toThrow(ConfigError);
    expect(build).toThrow(message);
  });
});

describe("Node<D>", () => {
  it("makes operands of different dimensions a type error, and a ShapeError all the same", () => {
    const [two, three] = [input(2), input(3)];

    // @ts-expect-error -- 2 entries and 3
    expect(() => two.add(three)).toThrow(ShapeError);
    // @ts-expect-error -- 2 entries and 3
    expect(() => two.sub(relu(three))).toThrow(ShapeError);
    // @ts-expect-error -- 3 entries and 1
    expect(() => three.add(two.at(0))).toThrow(ShapeError);
  });

  it("keeps the dimension through operators", () => {
    const y: Node<2> = relu(input(2).add(1).mul(2).named("y").bounded({ min: 0, max: 9 }));
    const first: Node<1> = y.at(0);
    // @ts-expect-error -- a vector of 2 entries is none of 3
    const wrong: Node<3> = y;

    expect([y.dim, first.dim, wrong.dim]).toEqual([2, 1, 2]);
  });

  it("leaves dimensions that are known only at run time to the run time", () => {
    const unknown: Node = input(2).slice(0, 2);

    expect(input(2).add(unknown).dim).toBe(2);
    expect(unknown.add(input(2)).dim).toBe(2);
  });
});
