import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  anatomyPlot,
  dissectUpdate,
  getToy,
  type ToyName,
  toyTask,
} from "../../../src/borat/diagnostics/index.ts";
import { type BoratOptions, borat } from "../../../src/borat/index.ts";
import { tf } from "../../../src/core/index.ts";
import { figure } from "../../../src/report/index.ts";

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** Two updates on a toy, the second looked into or not. */
function run(name: ToyName, options: BoratOptions, isDissected: boolean) {
  const toy = getToy(name);
  const weights = tf.tidy(() => tf.variable(tf.tensor1d([...toy.start])));
  const optimizer = borat([weights], { eta: toy.eta, ...options });
  const task = toyTask(toy, weights);
  const count = (options.bundleSize ?? 3) - 1;
  const batches = Array.from(
    { length: count },
    (_, n) => () => task.batchLoss(n % task.numBatches),
  );
  for (const batch of batches) optimizer.step(batch);
  const before = Array.from(weights.dataSync());
  const anatomy = isDissected ? dissectUpdate(optimizer, batches) : undefined;
  if (!isDissected) for (const batch of batches) optimizer.step(batch);
  const after = Array.from(weights.dataSync());
  optimizer.dispose();
  weights.dispose();
  return { before, after, anatomy: anatomy! };
}

describe("dissectUpdate", () => {
  it.each([
    { name: "absolute", options: { bundleSize: 3, momentum: 0 } },
    { name: "bowl", options: { bundleSize: 4, momentum: 0.9 } },
    { name: "valley", options: { bundleSize: 3, momentum: 0.9, maxNorm: 1.2 } },
  ] as const)("takes the step that the optimiser takes ($name)", ({ name, options }) => {
    expect(run(name, options, true).after).toEqual(run(name, options, false).after);
  });

  it.each(["absolute", "bowl", "waves"] as const)(
    "shows model + proximal term least at the new point, where it is the dual (%s)",
    (name) => {
      const { s, model, proximal, dual, stepNorm, eta } = run(
        name,
        { momentum: 0.9 },
        true,
      ).anatomy;
      const objective = model.map((value, i) => value + proximal[i]!);
      const least = objective.indexOf(Math.min(...objective));
      expect(s[least]).toBeCloseTo(1, 10);
      expect(objective[least]).toBeAllclose([dual], { rtol: 1e-4 }); // a float32 Gram matrix
      expect(proximal[least]).toBeAllclose([stepNorm ** 2 / (2 * eta)]);
    },
  );

  it("shows the pieces of a convex loss below it, the first touching it at the start", () => {
    const { s, losses, pieces } = run("bowl", { bundleSize: 4, momentum: 0 }, true).anatomy;
    for (const [n, piece] of pieces.entries()) {
      for (const [i, value] of piece.entries()) {
        expect(value).toBeLessThan(losses[n]![i]! + 1e-4);
      }
    }
    const start = s.findIndex((place) => Math.abs(place) < 1e-9);
    expect(pieces[0]![start]).toBeAllclose([losses[0]![start]!], { rtol: 1e-4 });
  });

  it("evaluates the losses along the step it takes", () => {
    const { before, after, anatomy } = run("bowl", { momentum: 0 }, true);
    const length = Math.hypot(...after.map((value, i) => value - before[i]!));
    expect(anatomy.stepNorm).toBeAllclose([length], { rtol: 1e-4 });
    const end = anatomy.s.findIndex((place) => Math.abs(place - 1) < 1e-9);
    const losses = anatomy.losses.map((loss) => loss[end]!);
    expect(anatomy.lossAfter).toBeAllclose([losses.reduce((a, b) => a + b) / losses.length]);
  });

  it("leaves statistics as one step leaves them", () => {
    const weights = tf.tidy(() => tf.variable(tf.tensor1d([2, 1])));
    const count = tf.tidy(() => tf.variable(tf.scalar(0), false));
    const optimizer = borat([weights], { bundleSize: 2 });
    const loss = () => {
      count.assign(count.add(1));
      return tf.sum(tf.square(weights)).asScalar();
    };
    dissectUpdate(optimizer, [loss], { statistics: [count] });
    expect(count.dataSync()[0]).toBe(1);
    tf.dispose([weights, count]);
    optimizer.dispose();
  });

  it("refuses minibatches that are not one update", () => {
    const weights = tf.tidy(() => tf.variable(tf.tensor1d([2, 1])));
    const loss = () => tf.sum(tf.square(weights)).asScalar();
    const optimizer = borat([weights], { bundleSize: 3 });
    expect(() => dissectUpdate(optimizer, [loss])).toThrow("too few");
    optimizer.finish();
    expect(() => dissectUpdate(optimizer, [loss, loss, loss])).toThrow(
      "more than the bundle takes",
    );
    optimizer.dispose();
    weights.dispose();
  });
});

describe("anatomyPlot", () => {
  it("draws losses, pieces, constant, model, objective and new point", () => {
    const plot = anatomyPlot(run("absolute", { momentum: 0 }, true).anatomy);
    expect(plot.layers).toHaveLength(2 + 2 + 1 + 1 + 1 + 1);
    expect(figure(plot).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
  });
});
