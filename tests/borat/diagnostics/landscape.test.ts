import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  planeThrough,
  principalPlane,
  project,
  varianceShares,
} from "../../../src/borat/diagnostics/directions.ts";
import {
  createWeightRecorder,
  landscape,
  pathsPlot,
} from "../../../src/borat/diagnostics/index.ts";
import { createRandom, tf } from "../../../src/core/index.ts";
import { figure } from "../../../src/report/index.ts";

const SEED = 6;
const random = createRandom(SEED);
const DIMENSIONS = 7;
const vector = () => Float32Array.from({ length: DIMENSIONS }, () => random.normal());
const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, p) => sum + value * b[p]!, 0);

/** Points of a plane that is none of the axes'. */
const [origin, u, v] = [vector(), vector(), vector()];
const inPlane = (a: number, b: number) => origin.map((value, p) => value + a * u[p]! + b * v[p]!);
const points = Array.from({ length: 12 }, () => inPlane(3 * random.normal(), random.normal()));

describe(`directions (seed ${SEED})`, () => {
  it.each([
    { name: "principalPlane", plane: principalPlane(points) },
    { name: "planeThrough", plane: planeThrough(points.slice(0, 3)) },
  ])("$name finds the plane that the points lie in, with orthonormal directions", ({ plane }) => {
    expect([
      dot(plane.first, plane.first),
      dot(plane.second, plane.second),
      dot(plane.first, plane.second),
    ]).toBeAllclose([1, 1, 0], { atol: 1e-5 });
    for (const point of points) {
      const [a, b] = project(plane, point);
      const found = plane.origin.map(
        (value, p) => value + a * plane.first[p]! + b * plane.second[p]!,
      );
      expect(found).toBeAllclose(point, { atol: 1e-4, rtol: 1e-4 });
    }
    const [first, second] = varianceShares(plane, points);
    expect(first + second).toBeCloseTo(1, 5);
  });

  it("principalPlane takes the directions of most variance first", () => {
    const cross = [3, -3, 2, -2, 1, -1].map((length, i) => {
      const point = new Float32Array(DIMENSIONS);
      point[Math.floor(i / 2)] = length;
      return point;
    });
    const plane = principalPlane(cross);
    expect(Math.abs(plane.first[0]!)).toBeCloseTo(1, 5);
    expect(Math.abs(plane.second[1]!)).toBeCloseTo(1, 5);
    expect(varianceShares(plane, cross)).toBeAllclose([9 / 14, 4 / 14]);
  });

  it.each([
    { name: "principalPlane", find: () => principalPlane([inPlane(0, 0), inPlane(1, 0)]) },
    {
      name: "planeThrough",
      find: () => planeThrough([inPlane(0, 0), inPlane(1, 0), inPlane(2, 0)]),
    },
    { name: "planeThrough equal points", find: () => planeThrough([origin, origin, origin]) },
  ])("$name refuses points on one line", ({ find }) => {
    expect(find).toThrow("must span a plane");
  });
});

describe("landscape", () => {
  let tensorsBefore = 0;
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  /** A squared norm over two variables. */
  const setUp = () => {
    const matrix = tf.tidy(() => tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2])));
    const bias = tf.tidy(() => tf.variable(tf.tensor1d([5, 6, 7])));
    const variables: readonly tf.Variable[] = [matrix, bias];
    const loss = () => tf.addN(variables.map((w) => tf.sum(tf.square(w)))).asScalar();
    const recorder = createWeightRecorder({ name: "path", color: "#000000" });
    for (const [i, point] of points.entries()) {
      tf.tidy(() => {
        matrix.assign(tf.tensor2d(point.slice(0, 4), [2, 2]));
        bias.assign(tf.tensor1d(point.slice(4)));
      });
      recorder.record(variables, 10 * i);
    }
    return { variables, loss, paths: [recorder.path()] };
  };

  it("evaluates the loss over the plane, and on the paths themselves", async () => {
    const { variables, loss, paths } = setUp();
    const plane = principalPlane(points);
    const { field, paths: projected } = await landscape({ variables, loss, paths, resolution: 5 });
    const expected = field.y.map((b) =>
      field.x.map((a) => {
        const place = plane.origin.map((w, p) => w + a * plane.first[p]! + b * plane.second[p]!);
        return dot(place, place);
      }),
    );
    expect(field.z.flat()).toBeAllclose(expected.flat(), { rtol: 1e-4 });
    const losses = projected[0]!.points.map((point) => point.loss);
    expect(losses).toBeAllclose(points.map((point) => dot(point, point)));
    tf.dispose([...variables]);
  });

  it("shows all paths with room around them, and gives the weights back", async () => {
    const { variables, loss, paths } = setUp();
    const before = variables.map((variable) => Array.from(variable.dataSync()));
    const scene = await landscape({ variables, loss, paths, resolution: 4, margin: 0.5 });
    const xs = scene.paths[0]!.points.map(({ x }) => x);
    const span = Math.max(...xs) - Math.min(...xs);
    expect(scene.field.x[0]).toBeCloseTo(Math.min(...xs) - span / 2, 4);
    expect(scene.field.x[3]).toBeCloseTo(Math.max(...xs) + span / 2, 4);
    expect(variables.map((variable) => Array.from(variable.dataSync()))).toEqual(before);
    expect(figure(pathsPlot(scene)).toSvg()).not.toMatch(/NaN|undefined|Infinity/);
    tf.dispose([...variables]);
  });

  it("lays the plane through end points", async () => {
    const { variables, loss, paths } = setUp();
    const [all] = paths;
    const three = [3, 6, 9].map((end) => ({ ...all!, points: all!.points.slice(0, end) }));
    const scene = await landscape({ variables, loss, paths: three, plane: "ends", resolution: 3 });
    const end = scene.paths[0]!.points.at(-1)!;
    expect([end.x, end.y]).toBeAllclose([0, 0], { atol: 1e-4 });
    tf.dispose([...variables]);
  });

  it("stops when it is told to", async () => {
    const { variables, loss, paths } = setUp();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(landscape({ variables, loss, paths, signal })).rejects.toThrow("enough");
    tf.dispose([...variables]);
  });
});
