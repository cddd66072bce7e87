import { silu, softplus } from "../activations.ts";
import { readLinear, type Vector, zeroVector } from "../linear-layer.ts";
import type { Cell, ModelDtype, StateDict } from "../model.ts";
import { countLayers, readTensor } from "../state-dict.ts";
import { readCausalConvolution } from "./causal-convolution.ts";
import { readRmsNorm } from "./rms-norm.ts";

/** What the weights of a Mamba do not tell. */
export interface MambaCellOptions {
  /** Default: 1e-5, as the library's. */
  readonly layerNormEpsilon?: number;
  /** `float32` rounds whenever the library stores a value. Default: float32. */
  readonly dtype?: ModelDtype;
}

/** A layer that changes the residual stream in place. */
interface Block {
  step(stream: Vector): void;
  reset(): void;
}

/**
 * Runs `transformers.MambaModel` on `inputs_embeds`, token by token.
 *
 * Per layer, with `y = norm(x)`: `[u, gate] = in_proj y`; `u <- silu(conv(u))`;
 * `[d, B, C] = x_proj u`; `dt = softplus(dt_proj d)`; `h <- exp(-exp(A_log) dt) h + dt B u`;
 * `x <- x + out_proj((C h + D u) silu(gate))`. After the last layer, `norm_f`.
 *
 * @param weights - By the names of the library's state dict; all sizes are read from their shapes.
 * @throws {ConfigError | ShapeError} If a weight is absent or of a shape that does not fit.
 * @see Gu and Dao 2023 (Mamba), algorithm 2, as the transformers library computes it.
 */
export function createMambaCell(
  weights: StateDict,
  { layerNormEpsilon = 1e-5, dtype = "float32" }: MambaCellOptions = {},
): Cell {
  const norm = { epsilon: layerNormEpsilon, weightOffset: 0, dtype } as const;
  const hiddenSize = readTensor(weights, "norm_f.weight", ["hidden"]).data.length;
  const blocks = Array.from({ length: countLayers(weights) }, (_, i): Block => {
    const normalise = readRmsNorm(weights, `layers.${i}.norm`, norm);
    const mixer = createMixer(weights, `layers.${i}.mixer`, dtype);
    const normed = zeroVector(dtype, hiddenSize);
    const update = zeroVector(dtype, hiddenSize);
    return {
      step(stream) {
        normalise(normed, stream);
        mixer.step(update, normed);
        for (let k = 0; k < hiddenSize; k += 1) stream[k]! += update[k]!;
      },
      reset: mixer.reset,
    };
  });
  const finalNorm = readRmsNorm(weights, "norm_f", norm);
  return {
    step(input) {
      const stream = zeroVector(dtype, hiddenSize);
      stream.set(input);
      for (const block of blocks) block.step(stream);
      finalNorm(stream, stream);
      return stream;
    },
    reset() {
      for (const block of blocks) block.reset();
    },
  };
}

interface Mixer {
  step(out: Vector, x: Vector): void;
  reset(): void;
}

function createMixer(weights: StateDict, name: string, dtype: ModelDtype): Mixer {
  const skip = readTensor(weights, `${name}.D`, ["channels"]).data;
  const numChannels = skip.length;
  const { shape, data: logA } = readTensor(weights, `${name}.A_log`, [numChannels, "state"]);
  const [, stateSize = 0] = shape;
  const inProj = readLinear(weights, `${name}.in_proj`);
  const convolution = readCausalConvolution(weights, `${name}.conv1d`, dtype);
  const xProj = readLinear(weights, `${name}.x_proj`);
  const dtProj = readLinear(weights, `${name}.dt_proj`);
  const outProj = readLinear(weights, `${name}.out_proj`);
  const rank = dtProj.inputDim;
  const round = dtype === "float32" ? Math.fround : (value: number) => value;
  const A = Float64Array.from(logA, (value) => -round(Math.exp(value)));

  const projected = zeroVector(dtype, 2 * numChannels);
  const u = zeroVector(dtype, numChannels);
  const selection = zeroVector(dtype, rank + 2 * stateSize);
  const dt = zeroVector(dtype, numChannels);
  const h = zeroVector(dtype, numChannels * stateSize);
  const scanned = zeroVector(dtype, numChannels);
  return {
    step(out, x) {
      inProj.apply(projected, x);
      convolution.step(u, projected);
      for (let c = 0; c < numChannels; c += 1) u[c] = silu(u[c]!);
      xProj.apply(selection, u);
      dtProj.apply(dt, selection);
      for (let c = 0; c < numChannels; c += 1) {
        const step = round(softplus(dt[c]!));
        let sum = 0;
        for (let n = 0; n < stateSize; n += 1) {
          const k = c * stateSize + n;
          const decay = round(Math.exp(round(A[k]! * step)));
          const write = round(round(step * selection[rank + n]!) * u[c]!);
          h[k] = round(decay * h[k]!) + write;
          sum += selection[rank + stateSize + n]! * h[k]!;
        }
        const output = round(round(sum) + round(skip[c]! * u[c]!));
        scanned[c] = output * round(silu(projected[numChannels + c]!));
      }
      outProj.apply(out, scanned);
    },
    reset() {
      convolution.reset();
      h.fill(0);
    },
  };
}
