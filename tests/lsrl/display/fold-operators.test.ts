import { describe, expect, it } from "vitest";
import { foldOperators } from "../../../src/lsrl/display/graph/fold-operators.ts";
import { operationText } from "../../../src/lsrl/display/graph/node-text.ts";
import { everyNode, outline } from "../../../src/lsrl/display/graph/outline.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  type Node,
  relu,
} from "../../../src/lsrl/language/index.ts";
import {
  and,
  constant,
  ifElse,
  ifElseMul,
  keepUnless,
  larger,
  not,
  or,
  smaller,
  step,
} from "../../../src/lsrl/sugar/index.ts";
import { randomProgram } from "../random-program.ts";
import { countingProgram, dictionary } from "./programs.ts";

const x = input(2, { min: 0, max: 8 });
const [a, b] = [x.at(0).named("a"), x.at(1).named("b")];

describe("foldOperators", () => {
  it.each<[string, Node, string]>([
    ["a sum", a.add(b).sub(1), "a + b \u2212 1"],
    ["a chain of numbers", a.mul(2).add(3).mul(2), "4 x + 6"],
    ["a step", step(a), "x > 0"],
    ["a comparison with a number", larger(a, 2.5), "x > 2.5"],
    ["its opposite", smaller(a, 2.5), "x < 2.5"],
    ["a comparison of two", larger(a, b), "a > b"],
    [
      "a comparison with powers of two",
      smaller(a, b.add(3), { stepScale: 1024 }),
      "a > b \u2212 3",
    ],
    ["a negation", not(larger(a, 1)), "1 \u2212 x"],
    ["a conjunction", and(larger(a, b), larger(b, 3)), "a and b"],
    ["an interval", and(larger(a, 1.5), smaller(a, 2.5)), "1.5 < x < 2.5"],
    ["a disjunction", or(larger(a, b), larger(b, 3)), "a or b"],
    ["what is outside", or(smaller(a, 1.5), larger(a, 2.5)), "x < 1.5 or x > 2.5"],
    ["a sum that is no disjunction", step(a.add(b)), "a + b > 0"],
    ["a selection", ifElse(larger(a, 2), b, undefined), "a if b"],
    ["its opposite", ifElse(larger(a, 2), undefined, b), "a if not b"],
    ["half a selection", keepUnless(larger(a, 2), b), "a if not b"],
    ["a product", ifElseMul(larger(a, 2), b, undefined), "a × b"],
    ["a ReLU with its argument", relu(a.sub(b).mul(3)), "ReLU(3 a \u2212 3 b)"],
    ["a sum of many", [a, b, a, b, relu(a)].reduce((p, q) => p.add(q)), "2 a + 2 b + c"],
  ])("makes one box of %s", (_, node, text) => {
    const boxes = foldOperators(forEach(node.named("out")));
    expect(boxes.at(-1)).toMatchObject({ name: "out", text });
  });

  it("makes five boxes of the counting program", () => {
    const boxes = foldOperators(countingProgram());
    expect(boxes.map(({ name, text }) => name ?? text)).toEqual([
      "input",
      "ones",
      "1 \u2212 x",
      "zeros",
      "moreOnes",
    ]);
    expect(boxes.at(-1)).toMatchObject({ text: "a > b", inputs: [1, 3], numNodes: 9 });
  });

  it("keeps every named node and every state", () => {
    const { program } = dictionary();
    const boxes = foldOperators(program);
    const named = program.nodes.filter(({ label }) => label !== undefined);
    expect(boxes.filter(({ name }) => name !== undefined)).toHaveLength(named.length);
    expect(boxes.filter(({ kind }) => kind === "LinState").length).toBe(
      program.size().nodeCounts.LinState,
    );
    expect(boxes.length).toBeLessThan(program.nodes.length / 5);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "keeps boxes in order and the output last (seed %i)",
    (seed) => {
      const program = randomProgram(seed);
      const boxes = foldOperators(program);
      boxes.forEach(({ inputs }, i) => {
        for (const read of inputs) expect(read).toBeLessThan(i);
      });
      expect(boxes.at(-1)?.dim).toBe(program.outputDim);
      expect(boxes[0]?.kind).toBe("Input");
    },
  );
});

describe("operationText", () => {
  const identity = [
    [1, 0],
    [0, 1],
  ];
  it.each<[Node, string]>([
    [linear(x, identity), "copy"],
    [linear(x, [[1, 1]]), "sum"],
    [linear(a, [[1], [1]]), "broadcast"],
    [linear(x, [[1, 2]], [3]), "A x + b"],
    [constant(x, 4), "const 4"],
    [constant(x, [1, 2]), "constant"],
    [linState(x, { A: identity, B: identity }), "s += x"],
    [linState(x, { A: identity, B: identity, bias: [1, 0] }), "s += x + b"],
    [linState(a, { A: [[0]], B: [[2]] }), "s = B x"],
    [linState(a, { A: [[0.5]], B: [[1]] }), "s = A s + x"],
    [x.slice(0, 2), "x[0:2]"],
    [x.at(1), "x[1]"],
    [multiplicative(x), "a × b"],
    [concat([x, x]), "concat"],
  ])("describes %#", (node, text) => {
    expect(operationText(node)).toBe(text);
  });
});

describe("everyNode", () => {
  it("lists a node twice where a concatenation does", () => {
    const boxes = everyNode(forEach(concat([x, x])));
    expect(boxes).toMatchObject([{ inputs: [] }, { inputs: [0, 0] }]);
  });
});

describe("outline", () => {
  it("leaves the names and the states", () => {
    const boxes = outline(countingProgram());
    expect(boxes.map(({ name }) => name)).toEqual(["input", "ones", "zeros", "moreOnes"]);
    expect(boxes.map(({ inputs }) => inputs)).toEqual([[], [0], [0], [1, 2]]);
    expect(boxes.at(-1)?.text).toBe("9 nodes");
  });
});
