import { describe, expect, it } from "vitest";
import { findDependencies } from "../../../src/lsrl/format/dependencies.ts";
import {
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  type Node,
  nodeName,
  relu,
} from "../../../src/lsrl/language/index.ts";
import { randomProgram, randomSequence } from "../random-program.ts";

/** The edges between labelled nodes, as `from -> to`, with what steps of `from` count. */
function edges(sink: Node): string[] {
  const variables = forEach(sink).nodes.filter(({ label }) => label !== undefined);
  return findDependencies(variables).map(({ from, to, sameStep, earlierSteps }) => {
    const steps = sameStep ? (earlierSteps ? "both" : "same") : "earlier";
    return `${nodeName(from)} -> ${nodeName(to)}: ${steps}`;
  });
}

describe("findDependencies", () => {
  const x = input(2, { label: "x" });

  it("goes through nodes without a label, and stops at those with one", () => {
    const a = relu(x.add(1)).named("a");
    const b = relu(a.mul(2).sub(a)).named("b");

    expect(edges(b)).toEqual(["x -> a: same", "a -> b: same"]);
  });

  it("keeps an edge beside the way through another variable", () => {
    const a = relu(x).named("a");

    expect(edges(a.sub(x).named("b"))).toEqual(["x -> a: same", "x -> b: same", "a -> b: same"]);
  });

  it("counts only the entries that are read", () => {
    const [a, b] = [relu(x).named("a"), x.mul(2).named("b")];
    const both = concat([a, b]);

    expect(edges(both.slice(1, 3).named("c"))).toContain("a -> c: same");
    expect(edges(both.slice(2).named("c"))).not.toContain("a -> c: same");
    expect(edges(multiplicative(both).at(0).named("c"))).toContain("b -> c: same");
  });

  it("counts no weight of 0: a constant depends on nothing", () => {
    const constant = linear(x, [[0, 0]], [7]).named("seven");

    expect(edges(constant)).toEqual([]);
    expect(edges(linear(constant, [[1]]).named("y"))).toEqual(["seven -> y: same"]);
  });

  it("shows that a state depends on itself, one step before", () => {
    const count = linState(x, { A: [[1]], B: [[1, 0]] }).named("count");

    expect(edges(count)).toEqual(["x -> count: same", "count -> count: earlier"]);
  });

  it("looks through a state without a label at all steps so far", () => {
    const sum = linState(x, { A: [[1]], B: [[1, 0]] });

    expect(edges(relu(sum).named("y"))).toEqual(["x -> y: both"]);
  });

  it("sees that a delay forgets the same step, and a state with A = 0 the earlier ones", () => {
    const delay = linState(x, {
      A: [
        [0, 1],
        [0, 0],
      ],
      B: [
        [0, 0],
        [1, 0],
      ],
    });
    const pass = linState(x, { A: [[0]], B: [[1, 0]] });

    expect(edges(delay.at(0).named("y"))).toEqual(["x -> y: earlier"]);
    expect(edges(delay.at(1).named("y"))).toEqual(["x -> y: same"]);
    expect(edges(pass.named("y"))).toEqual(["x -> y: same"]);
  });

  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    "misses nothing: the output does not change where no edge leads to it (seed %d)",
    (seed) => {
      const { sink, input: token } = randomProgram(seed);
      const program = forEach(sink);
      const [edge] = findDependencies([token, sink]).filter(
        ({ from, to }) => from === token && to === sink,
      );
      const before = randomSequence(seed, token.dim, 4);
      const lastChanged = [...before.slice(0, -1), randomSequence(seed + 1, token.dim, 1)[0]!];
      const earlierChanged = [...randomSequence(seed + 1, token.dim, 3), before.at(-1)!];

      const [expected, last, earlier] = [before, lastChanged, earlierChanged].map((sequence) =>
        program.run(sequence).at(-1),
      );

      const isRight =
        (edge?.sameStep === true || `${last}` === `${expected}`) &&
        (edge?.earlierSteps === true || `${earlier}` === `${expected}`);
      expect(isRight).toBe(true);
    },
  );
});
