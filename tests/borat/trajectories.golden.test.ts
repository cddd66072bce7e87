import { afterAll, describe, expect, it } from "vitest";
import { tf } from "../../src/core/index.ts";
import type { StepReport } from "../../src/optim/index.ts";
import { type GoldenTrajectory, readProblems, readTrajectories } from "./golden-files.ts";
import { goldenMethods } from "./golden-methods.ts";
import { buildProblem } from "./golden-problem.ts";

const problems = readProblems();
const trajectories = readTrajectories();
/** Calls to compare where rounding decides the next subgradient. */
const CALLS_BEFORE_CHAOS = 8;

/** Runs a golden case and gives the weights before the first and after every call. */
function replay({ problem: id, optimizer: name, hyper, w0, trace }: GoldenTrajectory) {
  const golden = problems[id]!;
  const problem = buildProblem(golden, golden.init.flat());
  const { optimizer, schedule } = goldenMethods[name]!(problem.variables, hyper);
  const start = problem.weights();
  const calls = trace.map((_, k) => {
    if (schedule) optimizer.setLearningRate(schedule(k));
    const report = optimizer.step(problem.batchLoss(k));
    const weights = problem.weights();
    // Evaluating closes an open bundle.
    const evaluated = name === "borat" ? weights : optimizer.evaluate(() => problem.weights());
    return { report, weights, evaluated };
  });
  const finalLoss = problem.fullLoss();
  optimizer.dispose();
  problem.dispose();
  expect(start).toBeAllclose(w0, { rtol: 1e-6, atol: 1e-6 });
  return { calls, finalLoss };
}

/** `max |w - golden| / max |golden|`, as the golden files measure it. */
function deviation(weights: readonly number[], golden: readonly number[]): number {
  const largest = Math.max(...golden.map(Math.abs));
  return Math.max(...weights.map((w, i) => Math.abs(w - golden[i]!))) / largest;
}

/** What some methods report beside the loss, in the golden files' names. */
const reportedNames = ["step_size", "lr", "eta", "gamma", "d"] as const;

function reportedNumber({ stepSize, details }: StepReport, name: (typeof reportedNames)[number]) {
  return name === "gamma" || name === "d" ? (details?.[name] ?? Number.NaN) : stepSize;
}

const implemented = trajectories.filter(({ optimizer }) => optimizer in goldenMethods);
const names = new Set(trajectories.map(({ optimizer }) => optimizer));
const missing = [...names].filter((name) => !(name in goldenMethods));

describe("golden trajectories", () => {
  const tensorsBefore = tf.memory().numTensors;

  it.each(implemented)("$id: $optimizer follows the reference", (golden) => {
    const { calls, finalLoss } = replay(golden);

    const { comparable_f32, rtol_f32 } = golden.check;
    const compared = comparable_f32 ? calls.length : CALLS_BEFORE_CHAOS;
    // 1e-4: of the order of the published float32 deviations, for the calls before the chaos.
    const tolerance = rtol_f32 ?? 1e-4;
    let evaluations = 0;
    const firstUpdate = golden.trace.findIndex(({ updated }) => updated !== false);
    for (const [k, { report, weights, evaluated }] of calls.slice(0, compared).entries()) {
      const expected = golden.trace[k]!;
      const bound = k <= firstUpdate ? Math.min(tolerance, 1e-5) : tolerance;
      expect(deviation(weights, expected.w), `weights after call ${k}`).toBeLessThanOrEqual(bound);
      expect(report.loss, `loss of call ${k}`).toBeAllclose(expected.loss, {
        rtol: 10 * tolerance,
        atol: 10 * tolerance,
      });
      for (const name of reportedNames) {
        const value = expected[name];
        // Later, a quotient of a loss and a norm that are both about 0 has few digits.
        if (value === undefined || k >= CALLS_BEFORE_CHAOS) continue;
        expect(reportedNumber(report, name), `${name} of call ${k}`).toBeAllclose(value, {
          // Distances start at 1e-6, of which float32 weights of about 1 show two digits at first.
          ...(name === "d" || name === "eta"
            ? { rtol: Math.max(10 * tolerance, 0.005), atol: 1e-8 }
            : { rtol: 10 * tolerance, atol: 10 * tolerance }),
        });
      }
      const average = expected.w_eval ?? evaluated;
      expect(deviation(evaluated, average), `average after call ${k}`).toBeLessThanOrEqual(bound);
      evaluations += report.details?.["evaluations"] ?? 1;
      if (expected.n_forwards !== undefined) expect(evaluations).toBe(expected.n_forwards);
      if (expected.updated !== undefined) expect(report.updated).toBe(expected.updated);
    }
    if (!comparable_f32) {
      expect(finalLoss).toBeLessThanOrEqual(2 * golden.final_full_loss + 0.1);
    }
  });

  it.for(missing)("%s: its trajectories", (name, { skip }) => {
    skip(`the library has no optimiser ${name} yet`);
  });

  afterAll(() => {
    if (tf.memory().numTensors !== tensorsBefore) throw new Error("the trajectories leak tensors");
  });
});
