/** Weights of a 3x3, 1x1 or other square convolution without bias. */
function convolutionSize(side: number, inputs: number, outputs: number): number {
  return side * side * inputs * outputs;
}

/** Scale and offset of a batch normalisation. */
function batchNormSize(channels: number): number {
  return 2 * channels;
}

/** Kernel and bias of a dense layer. */
export function denseSize(inputs: number, outputs: number): number {
  return (inputs + 1) * outputs;
}

/** Weights of a wide residual network, from the paper's table of groups. */
export function wideResNetSize(depth: number, width: number, numClasses: number): number {
  const blocks = (depth - 4) / 6;
  const groups = [16, 32, 64].map((base, i) => {
    const outputs = base * width;
    const inputs = i === 0 ? 16 : outputs / 2;
    const first =
      batchNormSize(inputs) +
      convolutionSize(3, inputs, outputs) +
      batchNormSize(outputs) +
      convolutionSize(3, outputs, outputs) +
      (inputs === outputs ? 0 : convolutionSize(1, inputs, outputs));
    const further = 2 * (batchNormSize(outputs) + convolutionSize(3, outputs, outputs));
    return first + (blocks - 1) * further;
  });
  const total = groups.reduce((a, b) => a + b);
  const last = 64 * width;
  return convolutionSize(3, 3, 16) + total + batchNormSize(last) + denseSize(last, numClasses);
}

/** Weights of a DenseNet-BC with compression 0.5 of an even growth. */
export function denseNetSize(depth: number, growth: number, numClasses: number): number {
  const layers = (depth - 4) / 6;
  const bottleneck = 4 * growth;
  let channels = 2 * growth;
  let total = convolutionSize(3, 3, channels);
  for (const block of [0, 1, 2]) {
    if (block > 0) {
      total += batchNormSize(channels) + convolutionSize(1, channels, channels / 2);
      channels /= 2;
    }
    // The layers' inputs have channels, channels + growth, ...: an arithmetic series.
    const inputs = layers * channels + (growth * layers * (layers - 1)) / 2;
    total += inputs * (2 + bottleneck); // first normalisation and 1x1 convolution
    total += layers * (batchNormSize(bottleneck) + convolutionSize(3, bottleneck, growth));
    channels += layers * growth;
  }
  return total + batchNormSize(channels) + denseSize(channels, numClasses);
}

/** Weights of a ResNet-18 whose first convolution has the given side. */
export function resNet18Size(stemSide: number, numClasses: number, channels = 64): number {
  const groups = [1, 2, 4, 8].map((factor) => {
    const outputs = channels * factor;
    const inputs = factor === 1 ? outputs : outputs / 2;
    const shortcut =
      factor === 1 ? 0 : convolutionSize(1, inputs, outputs) + batchNormSize(outputs);
    return (
      convolutionSize(3, inputs, outputs) +
      3 * convolutionSize(3, outputs, outputs) +
      4 * batchNormSize(outputs) +
      shortcut
    );
  });
  return (
    convolutionSize(stemSide, 3, channels) +
    batchNormSize(channels) +
    groups.reduce((a, b) => a + b) +
    denseSize(8 * channels, numClasses)
  );
}
