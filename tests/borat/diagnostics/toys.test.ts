import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  getToy,
  pathLossPlot,
  pathsPlot,
  raceFrames,
  standardRacers,
  type Toy,
  toyNames,
  toyScene,
  toyTask,
  tracePaths,
} from "../../../src/borat/diagnostics/index.ts";
import { toyLoss } from "../../../src/borat/diagnostics/toys.ts";
import { createRandom, tf } from "../../../src/core/index.ts";
import { film } from "../../../src/report/figure/film.ts";
import { figure } from "../../../src/report/index.ts";

const SEED = 4;

let tensorsBefore = 0;
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** Values of each piece and of their mean at some places. */
function valuesAt(toy: Toy, places: readonly (readonly [number, number])[]) {
  return tf.tidy(() => {
    const [x, y] = [tf.tensor1d(places.map(([a]) => a)), tf.tensor1d(places.map(([, b]) => b))];
    const pieces = toy.pieces.map((piece) => Array.from(piece(x, y).dataSync()));
    return { pieces, mean: Array.from(toyLoss(toy, x, y).dataSync()) };
  });
}

describe.each(toyNames)(`toy %s (seed ${SEED})`, (name) => {
  const toy = getToy(name);
  const random = createRandom(SEED);
  const [x, y] = [toy.view.x, toy.view.y];
  const draw = () => [random.uniform(...x), random.uniform(...y)] as const;

  it("interpolates: no piece is negative, and at the solution all are 0", () => {
    const places = Array.from({ length: 50 }, draw);
    for (const piece of valuesAt(toy, places).pieces)
      expect(Math.min(...piece)).toBeGreaterThanOrEqual(0);
    for (const [value = 1] of valuesAt(toy, [toy.solution]).pieces)
      expect(value).toBeLessThan(1e-9);
  });

  it(`is ${toy.isConvex ? "" : "not "}convex along the lines through it`, () => {
    const pairs = Array.from({ length: 400 }, () => [draw(), draw()] as const);
    const middles = pairs.map(([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const);
    const [first, second] = [0, 1].map(
      (end) =>
        valuesAt(
          toy,
          pairs.map((pair) => pair[end]!),
        ).mean,
    );
    const middle = valuesAt(toy, middles).mean;
    const excess = middle.map((value, i) => value - (first![i]! + second![i]!) / 2);
    expect(Math.max(...excess) <= 1e-4).toBe(toy.isConvex); // float32
  });
});

describe("toyScene", () => {
  const scene = toyScene("bowl", { evaluations: 12, resolution: 11 });

  it("follows every method from the start for as many gradients", () => {
    const [x, y] = getToy("bowl").start;
    for (const { points } of scene.paths) {
      expect(points).toHaveLength(13);
      expect(points[0]).toMatchObject({ evaluations: 0, isIterate: true });
      expect([points[0]!.x, points[0]!.y]).toBeAllclose([x, y]);
    }
    const borat5 = scene.paths.at(-1)!.points.filter(({ isIterate }) => isIterate);
    expect(borat5.map(({ evaluations }) => evaluations)).toEqual([0, 4, 8, 12]);
  });

  it("gives the loss at the points and on the grid", () => {
    const { field, paths } = scene;
    const { x, y, loss } = paths[0]!.points[3]!;
    expect(valuesAt(getToy("bowl"), [[x, y]]).mean).toBeAllclose([loss]);
    const corner = [field.x[10]!, field.y[2]!] as const;
    expect(valuesAt(getToy("bowl"), [corner]).mean).toBeAllclose([field.z[2]![10]!]);
  });

  it("refuses an unknown toy and names the nearest", () => {
    expect(() => getToy("vally")).toThrow("valley");
  });
});

describe("pictures of a scene", () => {
  const scene = toyScene("valley", { evaluations: 24, resolution: 9 }); // SGD diverges

  it("are drawn without a value that is no number", () => {
    for (const plot of [pathsPlot(scene, { inner: true }), pathLossPlot(scene)]) {
      expect(figure(plot).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it("leave out where a path has gone far away", () => {
    const layers = pathsPlot(scene).layers.filter(({ mark }) => mark === "line");
    const places = layers.flatMap((layer) => ("x" in layer ? [...layer.x] : []));
    expect(Math.max(...places.map((place) => Math.abs(Number(place))))).toBeLessThan(20);
  });

  it("grow into the whole: a race's last frame is the picture, its first the start", () => {
    const frames = raceFrames(scene, { count: 7 });
    expect(frames).toHaveLength(7);
    expect(frames.at(-1)).toEqual({ label: "24", figure: pathsPlot(scene) });
    const starts = frames[0]!.figure.layers.filter(({ mark }) => mark === "line");
    for (const layer of starts)
      expect(layer).toMatchObject({ x: [Math.fround(getToy("valley").start[0])] });
    expect(film(frames).toPlotly().frames).toHaveLength(7);
  });
});

describe("tracePaths", () => {
  it("gives the variables their values back and takes every snapshot asked for", () => {
    const toy = getToy("absolute");
    const weights = tf.tidy(() => tf.variable(tf.tensor1d([...toy.start])));
    const task = toyTask(toy, weights);
    const paths = tracePaths(task, standardRacers(0.1), { evaluations: 10, every: 4 });
    for (const { points } of paths) {
      expect(points.map(({ evaluations }) => evaluations)).toEqual([0, 4, 8, 10]);
    }
    expect(weights.dataSync()).toBeAllclose(toy.start);
    expect(() => tracePaths(task, [], { evaluations: 0 })).toThrow("tracePaths: evaluations");
    weights.dispose();
  });
});
