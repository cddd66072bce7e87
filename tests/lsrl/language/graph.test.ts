import { describe, expect, it } from "vitest";
import { CompileError } from "../../../src/core/errors.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  Node,
  nodeName,
  pathTo,
  relu,
  topologicalOrder,
} from "../../../src/lsrl/language/index.ts";
import { randomProgram } from "../random-program.ts";

/** A node that reads what `close` gives it later: builders can not make one. */
function openConcat(dim: number, label: string) {
  const xs: Node[] = [];
  return { node: new Node({ kind: "Concat", xs }, dim, { label }), close: (x: Node) => xs.push(x) };
}

describe("topologicalOrder", () => {
  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    "lists each node once, after its operands, the sink last (seed %d)",
    (seed) => {
      const { sink } = randomProgram(seed);

      const order = topologicalOrder(sink);

      const places = new Map(order.map((node, i) => [node, i]));
      const isOrdered = order.every((node, i) => node.operands.every((x) => places.get(x)! < i));
      expect(places.size).toBe(order.length);
      expect(isOrdered).toBe(true);
      expect(order.at(-1)).toBe(sink);
    },
  );

  it("follows operands in order, so that equal programs give equal orders", () => {
    const x = input(1);
    const [a, b] = [relu(x).named("a"), linear(x, [[1]]).named("b")];

    expect(topologicalOrder(concat([b, a])).map(nodeName)).toEqual(["input", "b", "a", "Concat"]);
  });

  it("takes programs deeper than the call stack", () => {
    let node: Node<1> = input(1);
    for (let i = 0; i < 50_000; i += 1) node = relu(node);

    expect(topologicalOrder(node)).toHaveLength(50_001);
  });

  it("refuses a node that depends on itself, and names the way round", () => {
    const loop = openConcat(2, "loop");
    const state = linState(loop.node, { A: [[1]], B: [[1, 1]] });
    loop.close(input(1));
    loop.close(relu(state));

    const order = () => topologicalOrder(state);

    expect(order).toThrow(CompileError);
    expect(order).toThrow(
      "forEach: a program must be free of cycles, got LinState <- loop <- ReLU <- LinState. A state may depend on itself only through the A of its linState.",
    );
    expect(() => forEach(state)).toThrow(
      expect.objectContaining({ path: "LinState <- loop <- ReLU <- LinState" }),
    );
  });

  it("refuses a cycle away from the output, and a node that reads itself", () => {
    const loop = openConcat(1, "loop");
    loop.close(loop.node);

    expect(() => forEach(relu(loop.node))).toThrow("got loop <- loop.");
  });
});

describe("pathTo", () => {
  it("names the shortest way from the output to a node", () => {
    const x = input(1);
    const y = linear(relu(x), [[1]]).named("y");

    expect(pathTo(concat([y, x]), x)).toBe("Concat <- input");
    expect(pathTo(y, x)).toBe("y <- ReLU <- input");
    expect(pathTo(y, y)).toBe("y");
  });

  it("is empty where there is no way", () => {
    expect(pathTo(input(1), relu(input(1)))).toBe("");
  });
});
