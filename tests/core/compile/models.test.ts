import { describe, expect, it } from "vitest";
import {
  conv1dNet,
  convNet,
  crossEntropy,
  denseNetBC,
  type Model,
  mlp,
  resNet18,
  wideResNet,
} from "../../../src/borat/index.ts";
import { compile, createRandom, tf } from "../../../src/core/index.ts";
import { attention, embedding, recurrent, TOKENS } from "./models/sequence.ts";

const SEED = 9;
const RUNS = 2; // one records, one runs the graph; later a ReLU may take the other side of 0

// The graph fuses operations; normalising over four examples makes much of what that rounds.
const tolerance = { rtol: 2e-3, atol: 5e-5 };

/** A loss of variables on a minibatch of a given number. */
interface Task {
  readonly variables: readonly tf.Variable[];
  readonly statistics: readonly tf.Variable[];
  readonly batch: (k: number) => tf.Tensor[];
  readonly loss: (...inputs: tf.Tensor[]) => tf.Scalar;
  dispose(): void;
}

function normal(seed: number, ...shape: number[]): tf.Tensor {
  const random = createRandom(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 0.5 * random.normal()),
    shape,
  );
}

function integers(seed: number, count: number, ...shape: number[]): tf.Tensor {
  const random = createRandom(seed);
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Int32Array.from({ length: size }, () => Math.floor(count * random.uniform()));
  return tf.tensor(values, shape, "int32");
}

function classifier(create: () => Model, inputSize: number): () => Task {
  return () => {
    const { variables, statistics, forward, dispose } = create();
    const batch = (k: number) => [normal(SEED + k, 4, inputSize), integers(SEED + k, 3, 4)];
    const loss = (x: tf.Tensor, y: tf.Tensor) =>
      crossEntropy(forward(x.as2D(4, inputSize), { training: true }), y.as1D());
    return { variables, statistics, batch, loss, dispose };
  };
}

function withWeights(
  shapes: readonly (readonly number[])[],
  batch: Task["batch"],
  loss: (weights: readonly tf.Tensor[], ...inputs: tf.Tensor[]) => tf.Scalar,
): () => Task {
  return () => {
    const variables = shapes.map((shape, i) =>
      tf.tidy(() => tf.variable(normal(SEED + i, ...shape))),
    );
    return {
      variables,
      statistics: [],
      batch,
      loss: (...inputs) => loss(variables, ...inputs),
      dispose: () => tf.dispose(variables),
    };
  };
}

const image = { imageShape: [8, 8, 2], numClasses: 3, seed: SEED } as const;
const size = 8 * 8 * 2;
const tokens = (k: number) => [integers(SEED + k, TOKENS.vocabulary, ...TOKENS.shape)];

const networks: readonly { readonly name: string; readonly create: () => Task }[] = [
  {
    name: "mlp",
    create: classifier(() => mlp({ inputSize: 6, hidden: [8, 5], numClasses: 3, seed: SEED }), 6),
  },
  {
    name: "mlp with batch normalisation",
    create: classifier(
      () => mlp({ inputSize: 6, hidden: [5], numClasses: 3, seed: SEED, batchNorm: true }),
      6,
    ),
  },
  { name: "conv net", create: classifier(() => convNet({ ...image, channels: [3, 4] }), size) },
  {
    name: "conv1d net",
    create: classifier(
      () => conv1dNet({ inputSize: 40, channels: 3, numClasses: 3, seed: SEED }),
      40,
    ),
  },
  {
    name: "wide residual net with dropout",
    create: classifier(() => wideResNet({ ...image, depth: 10, width: 1, dropout: 0.2 }), size),
  },
  {
    name: "dense net",
    create: classifier(() => denseNetBC({ ...image, depth: 10, growth: 2 }), size),
  },
  {
    name: "residual net",
    create: classifier(
      // Images of 8x8 would be down to one pixel: a change of 1e-7 there becomes 1e-3 in the gradient.
      () => resNet18({ ...image, imageShape: [16, 16, 2], channels: 2, stem: "cifar" }),
      16 * 16 * 2,
    ),
  },
  ...[embedding, recurrent, attention].map(({ name, shapes, loss }) => ({
    name,
    create: withWeights(shapes, tokens, (weights, x) => loss(weights, x!)),
  })),
];

/** Loss, gradients and one step of gradient descent. */
function descend({ loss, variables }: Task) {
  return (...inputs: tf.Tensor[]) => {
    const { value, grads } = tf.variableGrads(() => loss(...inputs), [...variables]);
    for (const variable of variables) {
      variable.assign(variable.sub(grads[variable.name]!.mul(0.02)));
    }
    return [value, ...variables.map(({ name }) => grads[name]!)];
  };
}

describe("compile: networks", () => {
  it.each(networks)("$name: losses, gradients and weights as eagerly", ({ create }) => {
    const before = tf.memory().numTensors;
    const [expected, actual] = [create(), create()];
    const eager = descend(expected);
    const compiled = compile(descend(actual));
    for (let k = 0; k < RUNS; k += 1) {
      tf.tidy(() => {
        const inputs = expected.batch(k);
        const reference = eager(...inputs);
        for (const [i, tensor] of compiled(...inputs).entries()) {
          expect(tensor).toBeAllclose(reference[i]!, tolerance);
        }
      });
    }
    for (const [i, variable] of [...actual.variables, ...actual.statistics].entries()) {
      const reference = [...expected.variables, ...expected.statistics][i]!;
      expect(variable).toBeAllclose(reference, tolerance);
    }
    expect(compiled.numTraces).toBe(1);
    compiled.dispose();
    expected.dispose();
    actual.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
