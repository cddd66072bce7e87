/** One example's maps, `[height, width, channels]`, channels last. */
export interface Maps {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: readonly number[];
}

/** A weight tensor on the host. */
export interface Weights {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

function createMaps(
  { height, width, channels }: Omit<Maps, "values">,
  valueAt: (row: number, column: number, channel: number) => number,
): Maps {
  const values = Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return valueAt(Math.floor(pixel / width), pixel % width, i % channels);
  });
  return { height, width, channels, values };
}

/** A value, or 0 outside the map. */
function at(x: Maps, row: number, column: number, channel: number): number {
  if (row < 0 || column < 0 || row >= x.height || column >= x.width) return 0;
  return x.values[(row * x.width + column) * x.channels + channel]!;
}

/** torch's Conv2d without bias: `padding` zeros (rows, columns) on each side. */
export function convolve(
  x: Maps,
  { shape, values }: Weights,
  stride = 1,
  [rowPadding, columnPadding]: readonly [number, number] = [0, 0],
): Maps {
  const [kernelHeight, kernelWidth, inputs, outputs] = shape;
  const size = {
    height: Math.floor((x.height + 2 * rowPadding - kernelHeight!) / stride) + 1,
    width: Math.floor((x.width + 2 * columnPadding - kernelWidth!) / stride) + 1,
    channels: outputs!,
  };
  return createMaps(size, (row, column, output) => {
    let total = 0;
    for (let i = 0; i < kernelHeight!; i += 1) {
      for (let j = 0; j < kernelWidth!; j += 1) {
        for (let k = 0; k < inputs!; k += 1) {
          const weight = values[((i * kernelWidth! + j) * inputs! + k) * outputs! + output]!;
          const [y, z] = [row * stride + i - rowPadding, column * stride + j - columnPadding];
          total += weight * at(x, y, z, k);
        }
      }
    }
    return total;
  });
}

/** A function of each value and its channel. */
export function mapValues(x: Maps, map: (value: number, channel: number) => number): Maps {
  return { ...x, values: x.values.map((value, i) => map(value, i % x.channels)) };
}

/** `max(x, 0)`. */
export function rectify(x: Maps): Maps {
  return mapValues(x, (value) => Math.max(0, value));
}

/** Sum of maps of equal sizes. */
export function addMaps(x: Maps, y: Maps): Maps {
  return { ...x, values: x.values.map((value, i) => value + y.values[i]!) };
}

/** The channels of both. */
export function joinChannels(x: Maps, y: Maps): Maps {
  const size = { ...x, channels: x.channels + y.channels };
  return createMaps(size, (row, column, channel) =>
    channel < x.channels ? at(x, row, column, channel) : at(y, row, column, channel - x.channels),
  );
}

/** Means of squares of side 2. */
export function averagePool(x: Maps): Maps {
  const size = { ...x, height: Math.floor(x.height / 2), width: Math.floor(x.width / 2) };
  return createMaps(size, (row, column, channel) => {
    const square = [0, 1].flatMap((i) =>
      [0, 1].map((j) => at(x, 2 * row + i, 2 * column + j, channel)),
    );
    return square.reduce((a, b) => a + b) / 4;
  });
}

/** torch's MaxPool2d(3, stride 2, padding 1) of values >= 0. */
export function maximumPool(x: Maps): Maps {
  const size = { ...x, height: Math.ceil(x.height / 2), width: Math.ceil(x.width / 2) };
  const offsets = [-1, 0, 1];
  return createMaps(size, (row, column, channel) =>
    Math.max(
      ...offsets.flatMap((i) => offsets.map((j) => at(x, 2 * row + i, 2 * column + j, channel))),
    ),
  );
}

/** The mean of each channel. */
export function channelMeans(x: Maps): readonly number[] {
  const sums = Array.from({ length: x.channels }, () => 0);
  for (const [i, value] of x.values.entries()) sums[i % x.channels]! += value;
  return sums.map((sum) => sum / (x.height * x.width));
}

/** `x W + b`. */
export function denseOutputs(
  x: readonly number[],
  kernel: Weights,
  bias: Weights,
): readonly number[] {
  const outputs = kernel.shape[1]!;
  return Array.from({ length: outputs }, (_, j) =>
    x.reduce((sum, value, i) => sum + value * kernel.values[i * outputs + j]!, bias.values[j]!),
  );
}
