import { describe, expect, it } from "vitest";
import { firstBranch, graphOf, readersOf } from "../../../../src/lsrl/compile/rewrite/graph.ts";
import {
  branchRules,
  computeStepsFirst,
  foldRules,
  tidyPath,
} from "../../../../src/lsrl/compile/rewrite/rules/index.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  type Node,
  relu,
} from "../../../../src/lsrl/language/index.ts";
import { step } from "../../../../src/lsrl/sugar/index.ts";
import { randomSequence } from "../../random-program.ts";

const x = input(4);
const mix = linear(
  x,
  [
    [1, -1, 0, 2],
    [0, 3, 1, 0],
  ],
  [0.5, -0.25],
);
const counter = (node: Node, decay: number) =>
  linState(node, { A: [[decay]], B: [new Array(node.dim).fill(1)], initState: [2], bias: [0.5] });

function expectSameOutputs(before: Node, after: Node): void {
  const sequence = randomSequence(3, 4, 12);
  expect(forEach(after).run(sequence).flat()).toBeAllclose(forEach(before).run(sequence).flat(), {
    rtol: 1e-12,
    atol: 1e-12,
  });
}

/** Of each rule for any place, a program that it fits, and the nodes that are left. */
describe.each([
  { name: "fold linear after linear", sink: mix.mul(2), after: ["Input 4", "Linear 2"] },
  { name: "fold relu after relu", sink: relu(relu(x)), after: ["Input 4", "ReLU 4"] },
  { name: "fold linear into state", sink: counter(mix, 0.5), after: ["Input 4", "LinState 1"] },
  { name: "fold concat of copies", sink: concat([x, x]), after: ["Input 4", "Linear 8"] },
  {
    name: "drop unused entries",
    sink: relu(mix).at(1),
    after: ["Input 4", "Linear 1", "ReLU 1"],
  },
  { name: "drop identities", sink: relu(x.mul(1)), after: ["Input 4", "ReLU 4"] },
])("the rule '$name'", ({ name, sink, after }) => {
  const rule = [...foldRules, tidyPath].find((candidate) => candidate.name === name)!;

  it("makes a program smaller that does the same", () => {
    const graph = rule.apply(graphOf(sink));

    expect(graph.nodes.map(({ kind, dim }) => `${kind} ${dim}`)).toEqual(after);
    expectSameOutputs(sink, graph.sink);
  });

  it("returns its argument where it does not fit", () => {
    const graph = graphOf(
      multiplicative(
        linear(relu(x), [
          [1, 0, 2, 1],
          [0, 1, -1, 1],
        ]),
      ),
    );

    expect(rule.apply(graph)).toBe(graph);
  });
});

const [first, last] = [x.slice(0, 2), x.slice(1, 4)];
const rectified = relu(x);

/** Of each rule for a branch, a program that it fits, and what then reads the branch. */
describe.each([
  {
    name: "merge equal readers",
    sink: concat([relu(x).mul(2), relu(x).sub(1)]),
    readers: ["ReLU 4"],
  },
  {
    name: "merge equal readers",
    sink: concat([multiplicative(x).mul(2), multiplicative(x)]),
    readers: ["Multiplicative 2"],
  },
  {
    name: "carry past products",
    sink: concat([multiplicative(x), relu(x), counter(x, 0.5)]),
    readers: ["Linear 12"], // 2 products and 4 entries, two factors each
  },
  {
    name: "merge states",
    sink: concat([counter(x, 1), counter(x, 0.5), counter(x, -0.5)]),
    readers: ["LinState 3"],
  },
  {
    name: "push slices into maps",
    sink: concat([first.mul(2), concat([first, last]), relu(last)]),
    readers: ["Slice 3", "Linear 2", "Linear 5"],
  },
  {
    name: "multiply slices",
    sink: concat([multiplicative(first), relu(last)]),
    readers: ["Linear 8"], // 1 product and 3 entries
  },
  {
    name: "push slices past relus and concats",
    sink: concat([relu(first), relu(last), last]),
    readers: ["ReLU 4", "Concat 9"], // the branch, and the two ReLUs
  },
  {
    name: "stack linears",
    sink: concat([relu(mix), relu(linear(x, [[1, -1, 0, 2]], [0.5])), relu(x.at(3))]),
    readers: ["Linear 3"], // 4 rows, two of them equal
  },
  {
    name: "carry past states",
    sink: concat([counter(x, 1), relu(x), mix]),
    readers: ["LinState 1", "LinState 4", "LinState 2"],
  },
  {
    name: "carry past relus",
    sink: concat([x, rectified]),
    readers: ["ReLU 4", "Linear 8"],
  },
  {
    name: "put identities before the others",
    sink: concat([mix, relu(x), relu(mix)]),
    readers: ["Linear 2", "Linear 4"],
  },
])("the rule '$name'", ({ name, sink, readers }) => {
  const graph = graphOf(sink);
  const branch = firstBranch(graph)!;

  it("is the first that fits", () => {
    const fitting = branchRules.find(({ apply }) => apply(graph, branch) !== undefined);

    expect(fitting?.name).toBe(name);
  });

  it("makes the readers of the branch alike, fewer, or a step nearer to that", () => {
    const rule = branchRules.find((candidate) => candidate.name === name)!;

    const after = rule.apply(graph, branch)!;

    expectSameOutputs(sink, after.sink);
    const found = readersOf(after, branch).map(({ kind, dim }) => `${kind} ${dim}`);
    expect(found.sort()).toEqual([...readers].sort());
  });
});

describe("the rule 'compute steps first'", () => {
  it("puts a ReLU after a step whose constant rounds, and after no other", () => {
    const kinds = (stepScale: number) =>
      computeStepsFirst
        .apply(graphOf(step(x, { stepScale })))
        .nodes.filter(({ kind }) => kind === "ReLU");

    expect(kinds(1000)).toHaveLength(3);
    expect(kinds(1024)).toHaveLength(2);
  });

  it("changes neither the outputs nor, the second time, anything", () => {
    const sink = step(step(x).sub(0.3));
    const once = computeStepsFirst.apply(graphOf(sink));

    expectSameOutputs(sink, once.sink);
    expect(computeStepsFirst.apply(once)).toBe(once);
  });
});
