import { describe, expect, it } from "vitest";
import { type RewriteResult, rewrite } from "../../../../src/lsrl/compile/rewrite/index.ts";
import { tok2tok, vec2vec } from "../../../../src/lsrl/programs/index.ts";
import {
  buildGoldenProgram,
  compiledTolerance,
  conditionalOf,
  type GoldenCase,
  readCases,
} from "../../golden-programs.ts";

/**
 * With the constants 1000 and 1e10, weights of 1e13 multiply differences of large numbers, and one
 * rounding decides whether a token is let through.
 */
function needsGuard(golden: GoldenCase): boolean {
  const params = conditionalOf(golden);
  if (params?.largeConstant !== 1e10) return false;
  return params.conditional === "step" || (params.conditional === "direct" && "n" in params);
}

const cases = readCases();
const results = new Map<string, RewriteResult>();

/** Compiles once for all tests of a case. */
function compiledCase(golden: GoldenCase): RewriteResult {
  const result =
    results.get(golden.id) ?? rewrite(buildGoldenProgram(golden), { guard: needsGuard(golden) });
  results.set(golden.id, result);
  return result;
}

describe("rewrite on the golden programs", () => {
  it.each(cases)("$id: gives the reference's outputs, also where its compiler fails", (golden) => {
    const { network } = compiledCase(golden);

    for (const { sequence, expected, expectedLast = expected ?? [], atol, rtol } of golden.runs) {
      const outputs = network.run(sequence).slice(-expectedLast.length);
      expect(outputs.flat()).toBeAllclose(expectedLast.flat(), {
        atol: compiledTolerance(golden, atol),
        rtol,
      });
    }
  });

  it.each(cases.filter(({ compiled }) => compiled !== undefined))(
    "$id: needs no more nodes of any kind than the reference's compiler, and as many states",
    (golden) => {
      const theirs = golden.compiled?.nodeCounts ?? {};
      const { path } = needsGuard(golden)
        ? rewrite(buildGoldenProgram(golden))
        : compiledCase(golden);

      const ours = path.size().nodeCounts;
      expect(ours.Linear ?? 0).toBeLessThanOrEqual(theirs["Linear"] ?? 0);
      expect(ours.ReLU ?? 0).toBeLessThanOrEqual(theirs["ReLU"] ?? 0);
      expect(ours.Multiplicative ?? 0).toBeLessThanOrEqual(theirs["Multiplicative"] ?? 0);
      expect(ours.LinState ?? 0).toBe(theirs["LinState"] ?? 0);
    },
  );

  // The others need fewer, for three reasons. Identity maps are dropped at the end (some-states,
  // everything). All maps up to the next ReLU or product are folded before a branch is carried past
  // one, so that ReLUs of branches of different lengths share a stage (mul, mulOptimized, tok2tok);
  // so do products (everything).
  it.each(
    cases.filter(({ id }) =>
      /only-|relu-and|more-ones|vec2vec.*-(direct|optimized|step)$/.test(id),
    ),
  )("$id: reaches the multiset of node types of the reference's compiler", (golden) => {
    const { nodeCounts } = rewrite(buildGoldenProgram(golden)).path.size();

    expect(nodeCounts).toEqual(golden.compiled?.nodeCounts);
  });
});

const conditionals = ["direct", "optimized", "step", "mul", "mulOptimized"] as const;

describe("rewrite with constants that do not round", () => {
  it.each(conditionals)("equals the interpreter on tok2tok, %s", (conditional) => {
    const { program, prompt, ask } = tok2tok({ keyLength: 2, conditional, constants: "dyadic" });
    const pairs = prompt([
      { key: [3, 1], value: [4, 1] },
      { key: [5, 9], value: [2, 6] },
      { key: [5, 3], value: [5, 8] },
    ]);
    const sequence = ask([5, 9], pairs);

    const outputs = rewrite(program).network.run(sequence);

    expect(outputs).toEqual(program.run(sequence));
    expect(outputs.slice(-2)).toEqual([[2], [6]]);
  });

  it.each(conditionals)("agrees with the interpreter on vec2vec, %s", (conditional) => {
    const golden = readCases("vec2vec").find(({ id }) => id.startsWith("vec2vec/ridge2"))!;
    const { program } = vec2vec({ inputDim: 2, outputDim: 1, conditional, constants: "small" });

    const { network } = rewrite(program);

    for (const { sequence } of golden.runs) {
      expect(network.run(sequence).flat()).toBeAllclose(program.run(sequence).flat(), {
        atol: 1e-9, // L = 1024 against values of 1, in float64
      });
    }
  });
});
