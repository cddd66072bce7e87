import { describe, expect, it } from "vitest";
import {
  conv1dNet,
  denseNetBC,
  type Model,
  resNet18,
  wideResNet,
} from "../../../src/borat/models/index.ts";
import { createRandom, tf } from "../../../src/core/index.ts";
import {
  addMaps,
  averagePool,
  channelMeans,
  convolve,
  denseOutputs,
  joinChannels,
  type Maps,
  mapValues,
  maximumPool,
  rectify,
  type Weights,
} from "./plain-layers.ts";

/** Layers in float64 that take a model's variables and statistics one after another. */
interface PlainLayers {
  conv(x: Maps, stride?: number, padding?: number): Maps;
  norm(x: Maps): Maps;
  /** A convolution along a signal with its bias. */
  signalConv(x: Maps, stride: number, padding: number): Maps;
  head(x: readonly number[]): readonly number[];
  /** Variables and statistics not taken yet. */
  left(): number;
}

function createPlainLayers(model: Model): PlainLayers {
  const toHost = (v: tf.Variable): Weights => ({ shape: v.shape, values: v.dataSync() });
  const variables = model.variables.map(toHost);
  const statistics = model.statistics.map(toHost);
  const next = (queue: Weights[]) => queue.shift()!;
  return {
    conv: (x, stride, padding = 0) => convolve(x, next(variables), stride, [padding, padding]),
    norm: (x) => {
      const [scale, offset] = [next(variables), next(variables)];
      const [mean, variance] = [next(statistics), next(statistics)];
      return mapValues(x, (value, c) => {
        const deviation = Math.sqrt(variance.values[c]! + 1e-5);
        return ((value - mean.values[c]!) / deviation) * scale.values[c]! + offset.values[c]!;
      });
    },
    signalConv: (x, stride, padding) => {
      const [kernel, bias] = [next(variables), next(variables)];
      return mapValues(convolve(x, kernel, stride, [0, padding]), (v, c) => v + bias.values[c]!);
    },
    head: (x) => denseOutputs(x, next(variables), next(variables)),
    left: () => variables.length + statistics.length,
  };
}

/** A network, of layers given, on one image. */
type Reference = (layers: PlainLayers, image: Maps) => readonly number[];

const plainWideResNet: Reference = ({ conv, norm, head }, image) => {
  let x = conv(image, 1, 1);
  for (const group of [0, 1, 2]) {
    for (const block of [0, 1]) {
      const stride = group > 0 && block === 0 ? 2 : 1;
      const active = rectify(norm(x));
      const inner = rectify(norm(conv(active, stride, 1)));
      const residual = conv(inner, 1, 1);
      x = addMaps(residual, block === 0 ? conv(active, stride) : x);
    }
  }
  return head(channelMeans(rectify(norm(x))));
};

const plainDenseNet: Reference = ({ conv, norm, head }, image) => {
  let x = conv(image, 1, 1);
  for (const block of [0, 1, 2]) {
    if (block > 0) x = averagePool(conv(rectify(norm(x))));
    for (let layer = 0; layer < 2; layer += 1) {
      const inner = conv(rectify(norm(x)));
      x = joinChannels(x, conv(rectify(norm(inner)), 1, 1));
    }
  }
  return head(channelMeans(rectify(norm(x))));
};

const plainResNet =
  (large: boolean): Reference =>
  ({ conv, norm, head }, image) => {
    const first = rectify(norm(large ? conv(image, 2, 3) : conv(image, 1, 1)));
    let x = large ? maximumPool(first) : first;
    for (const group of [0, 1, 2, 3]) {
      for (const block of [0, 1]) {
        const changes = group > 0 && block === 0;
        const inner = rectify(norm(conv(x, changes ? 2 : 1, 1)));
        const residual = norm(conv(inner, 1, 1));
        x = rectify(addMaps(residual, changes ? norm(conv(x, 2)) : x));
      }
    }
    return head(channelMeans(x));
  };

const plainConv1d: Reference = ({ signalConv, head }, signal) => {
  const maps = [0, 1, 2].reduce((x) => rectify(signalConv(x, 2, 1)), signal);
  return head(maps.values);
};

const image = { imageShape: [11, 8, 3], numClasses: 4, seed: 0 } as const;
const [height, width, channels] = image.imageShape;

const networks = [
  {
    name: "wideResNet",
    model: () => wideResNet({ ...image, depth: 16, width: 2 }),
    reference: plainWideResNet,
    input: { height, width, channels },
  },
  {
    name: "denseNetBC",
    model: () => denseNetBC({ ...image, depth: 16, growth: 5 }),
    reference: plainDenseNet,
    input: { height, width, channels },
  },
  {
    name: "resNet18 for small images",
    model: () => resNet18({ ...image, channels: 4 }),
    reference: plainResNet(false),
    input: { height, width, channels },
  },
  {
    name: "resNet18 for large images",
    model: () => resNet18({ ...image, imageShape: [37, 34, 3], channels: 4, stem: "imagenet" }),
    reference: plainResNet(true),
    input: { height: 37, width: 34, channels: 3 },
  },
  {
    name: "conv1dNet",
    model: () => conv1dNet({ seed: 0 }),
    reference: plainConv1d,
    input: { height: 1, width: 40, channels: 1 },
  },
];

describe.each(networks)("$name", ({ model: create, reference, input }) => {
  it("computes what plain loops in torch's conventions compute (seed 8)", () => {
    const random = createRandom(8);
    const size = input.height * input.width * input.channels;
    const draw = () => Array.from({ length: size }, () => random.normal());
    const model = create();
    tf.tidy(() => {
      for (const variable of model.variables.filter(({ rank }) => rank === 1)) {
        const values = Array.from({ length: variable.size }, () => random.normal(1, 0.3));
        variable.assign(tf.tensor(values, variable.shape));
      }
      const batch = tf.tensor2d(Array.from({ length: 8 }, draw));
      for (let pass = 0; pass < 3; pass += 1) model.forward(batch, { training: true });

      const examples = [draw(), draw()];
      const logits = model.forward(tf.tensor2d(examples));
      const layers = examples.map(() => createPlainLayers(model));
      const expected = examples.flatMap((values, i) => reference(layers[i]!, { ...input, values }));
      expect(logits).toBeAllclose(expected, { rtol: 1e-4, atol: 1e-4 }); // up to 20 layers deep
      expect(layers.map(({ left }) => left())).toEqual([0, 0]);
    });
    model.dispose();
  });
});
