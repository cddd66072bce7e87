import { describe, expect, it } from "vitest";
import { CompileError, ConfigError } from "../../../../src/core/errors.ts";
import { rewrite } from "../../../../src/lsrl/compile/rewrite/index.ts";
import {
  branchRules,
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
import { moreOnesOrZeros, tok2tok } from "../../../../src/lsrl/programs/index.ts";
import { constant } from "../../../../src/lsrl/sugar/index.ts";
import { randomProgram } from "../../random-program.ts";

const x = input(2);
const tokens = [
  [1, -2],
  [-0.5, 3],
];

describe("rewrite", () => {
  it.each([
    { name: "its input", sink: x, stages: "", expected: tokens },
    { name: "a constant", sink: constant(x, 7), stages: "", expected: [[7], [7]] },
    { name: "a slice", sink: x.at(1), stages: "", expected: [[-2], [3]] },
    { name: "a slice of a ReLU", sink: relu(x).at(1), stages: "R", expected: [[0], [3]] },
    {
      name: "a concatenation that lists its input twice",
      sink: concat([x, x]),
      stages: "",
      expected: [
        [1, -2, 1, -2],
        [-0.5, 3, -0.5, 3],
      ],
    },
    {
      name: "two products of one node",
      sink: multiplicative(x).add(multiplicative(x)),
      stages: "M",
      expected: [[-4], [-3]],
    },
    {
      name: "a ReLU beside a product",
      sink: concat([relu(x), multiplicative(x)]),
      stages: "MR",
      expected: [
        [1, 0, -2],
        [0, 3, -1.5],
      ],
    },
    {
      name: "a state that reads a state",
      sink: linState(linState(x.at(0), { A: [[1]], B: [[1]] }), { A: [[1]], B: [[1]] }),
      stages: "SS",
      expected: [[1], [1.5]],
    },
  ])("compiles a program that returns $name", ({ sink, stages, expected }) => {
    const { network, path } = rewrite(forEach(sink));

    expect(network.run(tokens)).toEqual(expected);
    expect(path.run(tokens)).toEqual(expected);
    expect(network.size().stages).toBe(stages);
  });

  it("gives the weights of the paper's first example", () => {
    const { network } = rewrite(moreOnesOrZeros({ constants: "paper" }).program);

    const [counts, steps] = network.stages;
    if (counts?.kind !== "LinState" || steps?.kind !== "ReLU") throw new Error("expected S and R");
    const row = (i: number) => [counts.B.toRows()[i]?.[0], counts.bias[i]];
    const [zeros, ones] = counts.bias[0] === 1 ? [0, 1] : [1, 0];
    expect(counts.A.toRows()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect([row(zeros), row(ones)]).toEqual([
      [-1, 1],
      [1, 0],
    ]);
    const units = steps.map.weights.toRows().map((weights, i) => ({
      weights: [weights[zeros], weights[ones]],
      bias: steps.map.bias[i],
      output: network.readout.weights.toRows()[0]?.[i],
    }));
    expect(units.sort((a, b) => (a.output ?? 0) - (b.output ?? 0))).toEqual([
      { weights: [-1, 1], bias: -0.001, output: -1000 },
      { weights: [-1000, 1000], bias: 0, output: 1 },
    ]);
  });

  it("keeps the widths of tok2tok far below those of the reference, 183,741", () => {
    const { program } = tok2tok({ keyLength: 2, conditional: "direct" });

    expect(rewrite(program).network.size().maxWidth).toBeLessThan(50);
  });

  it("takes known signs into account: what is not negative passes a ReLU in one unit", () => {
    const widths = (token: Node) =>
      rewrite(forEach(concat([token, relu(token.sub(1))]))).network.size().widths;

    expect(widths(input(3, { min: 0 }))).toEqual([6]);
    expect(widths(input(3))).toEqual([9]);
  });

  it("hands the bounds of the input on to the network", () => {
    const { network } = rewrite(forEach(relu(input(1, { min: 0, max: 5 }))));

    expect(network.inputBounds).toEqual({ min: 0, max: 5 });
    expect(() => network.run([6])).toThrow(ConfigError);
  });

  it("copes with programs deeper than the call stack", () => {
    let node: Node = x;
    for (let i = 0; i < 10_000; i += 1) node = relu(node.add(1));

    const { network } = rewrite(forEach(concat([node, relu(node.sub(1))])));

    expect(network.run([[0, 2]])).toEqual([[10_000, 10_002, 9_999, 10_001]]);
  });

  it("keeps no history unless asked to, and compiles the same either way", () => {
    const program = randomProgram(11);
    const [without, withHistory] = [rewrite(program), rewrite(program, { history: true })];

    expect(without.history).toEqual([]);
    expect(withHistory.history).toHaveLength(without.numSteps);
    expect(withHistory.network.size()).toEqual(without.network.size());
  });

  it("names the rule and the branch of each step, and ends its history with the path", () => {
    const program = forEach(concat([relu(x), linear(x, [[1, 2]])]));

    const { history, path } = rewrite(program, { history: true });

    const foldNames = [...foldRules, tidyPath].map(({ name }) => name);
    const branchNames = branchRules.map(({ name }) => name);
    for (const { rule, branch } of history) {
      expect(branch === undefined ? foldNames : branchNames).toContain(rule);
    }
    expect(history[0]?.branch).toBe(program.input);
    expect(history.at(-1)?.program.sink).toBe(path.sink);
  });

  it("says what to do when the steps do not suffice", () => {
    const program = forEach(concat([relu(x), x]));

    expect(() => rewrite(program, { stepLimit: 2 })).toThrow(CompileError);
    expect(() => rewrite(program, { stepLimit: 2 })).toThrow(
      /^rewrite: .* within stepLimit steps, got no path after 2\. Raise stepLimit/,
    );
    expect(() => rewrite(program, { stepLimit: -1 })).toThrow(ConfigError);
  });
});
