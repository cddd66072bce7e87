import type { Bounds } from "../language/node.ts";
import { readToken, type Token } from "../language/sequence.ts";
import { SparseMatrix } from "../matrix.ts";
import { identityMap } from "./affine-map.ts";
import { createLayerRunner, createMap } from "./layer-runner.ts";
import type { Network } from "./network.ts";
import type { AffineMap, StateStage } from "./stage.ts";

/** A linear recurrence, `s <- A s + B x + bias`, and what is computed of it. */
interface Recurrence {
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  /** `[m][n]`. */
  readonly B: SparseMatrix;
  readonly bias: Float64Array;
  readonly initState: Float64Array;
}

/** A layer of a Linear RNN: `y = phi(s)`; `phi` is a ReLU after each of its maps, `s` if there is none. */
export interface LinearLayer extends Recurrence {
  readonly kind: "linear";
  readonly phi: readonly AffineMap[];
}

/** A layer of a Gated Linear RNN: `y = gamma(x) * phi(s)`, both affine. */
export interface GatedLayer extends Recurrence {
  readonly kind: "gated";
  readonly gamma: AffineMap;
  readonly phi: AffineMap;
}

/** A layer of a fully recurrent network as the paper writes it. */
export type RecurrentLayer = LinearLayer | GatedLayer;

/** What a {@link LayeredNetwork} is made of. */
export interface LayeredParts {
  readonly inputDim: number;
  readonly inputBounds?: Bounds | undefined;
  readonly layers: readonly RecurrentLayer[];
  /** From the last layer's output to the network's. */
  readonly readout: AffineMap;
}

/** How large a layer is. */
export interface LayerSize {
  readonly kind: RecurrentLayer["kind"];
  /** Of its state, then of what follows it. */
  readonly widths: readonly number[];
  /** Entries of all matrices and vectors but the start of the state, zeros included. */
  readonly numParameters: number;
  /** Entries that are not 0. */
  readonly numNonZeros: number;
}

/** How large a layered network is, the read-out included. */
export interface LayeredSize {
  readonly numLayers: number;
  readonly maxWidth: number;
  readonly numParameters: number;
  readonly numNonZeros: number;
  readonly layers: readonly LayerSize[];
}

/**
 * Groups the stages of a network into layers: a state and the ReLUs after it are one layer, a product
 * is a gated one. Where there is no state, `A` is 0 and `B` the identity.
 *
 * @see Petrov et al. 2024 (LSRL), equations 3 and 4.
 */
export function toLayers(network: Network): LayeredNetwork {
  const layers: RecurrentLayer[] = [];
  let width = network.inputDim;
  for (const stage of network.stages) {
    const last = layers.at(-1);
    if (stage.kind === "LinState") {
      layers.push({ kind: "linear", ...recurrenceOf(stage), phi: [] });
    } else if (stage.kind === "Multiplicative") {
      const { gate: gamma, value: phi } = stage;
      layers.push({ kind: "gated", ...passing(width), gamma, phi });
    } else if (last?.kind === "linear") {
      layers[layers.length - 1] = { ...last, phi: [...last.phi, stage.map] };
    } else {
      layers.push({ kind: "linear", ...passing(width), phi: [stage.map] });
    }
    width = stage.width;
  }
  const { inputDim, inputBounds, readout } = network;
  return new LayeredNetwork({ inputDim, inputBounds, layers, readout });
}

/** A network as layers: see {@link toLayers}. */
export class LayeredNetwork implements LayeredParts {
  readonly inputDim: number;
  readonly inputBounds: Bounds | undefined;
  readonly layers: readonly RecurrentLayer[];
  readonly readout: AffineMap;

  /** Called by {@link toLayers}. */
  constructor({ inputDim, inputBounds, layers, readout }: LayeredParts) {
    this.inputDim = inputDim;
    this.inputBounds = inputBounds;
    this.layers = layers;
    this.readout = readout;
  }

  /** Whether no layer has a gate: then it is a Linear RNN. */
  get isLinear(): boolean {
    return this.layers.every(({ kind }) => kind === "linear");
  }

  /**
   * Runs over a sequence, from fresh states.
   *
   * @returns `[T][outputDim]`: the output after each token.
   * @throws {ShapeError | ConfigError} If a token is not of the input's shape or bounds.
   */
  run(sequence: Iterable<Token>): number[][] {
    const { inputDim: dim, inputBounds: bounds } = this;
    const runner = createLayerRunner(this.layers);
    const readout = createMap(this.readout);
    return Array.from(sequence, (token, position) => {
      const y = runner.step(readToken(token, { dim, bounds }, position));
      return Array.from(readout(y));
    });
  }

  /** Counts layers, units and parameters. */
  size(): LayeredSize {
    const layers = this.layers.map(sizeOf);
    const readout = countEntries([this.readout.weights], [this.readout.bias]);
    const total = (count: "numParameters" | "numNonZeros") =>
      layers.reduce((sum, layer) => sum + layer[count], readout[count]);
    return {
      numLayers: layers.length,
      maxWidth: Math.max(0, ...layers.flatMap(({ widths }) => widths)),
      numParameters: total("numParameters"),
      numNonZeros: total("numNonZeros"),
      layers,
    };
  }
}

function recurrenceOf({ A, B, bias, initState }: StateStage): Recurrence {
  return { A, B, bias, initState };
}

/** A state that is its input. */
function passing(width: number): Recurrence {
  const { weights: B, bias } = identityMap(width);
  return { A: SparseMatrix.zeros(width, width), B, bias, initState: new Float64Array(width) };
}

function sizeOf(layer: RecurrentLayer): LayerSize {
  const maps = layer.kind === "gated" ? [layer.gamma, layer.phi] : layer.phi;
  const following = layer.kind === "gated" ? [layer.phi] : layer.phi;
  return {
    kind: layer.kind,
    widths: [layer.A.rows, ...following.map(({ bias }) => bias.length)],
    ...countEntries(
      [layer.A, layer.B, ...maps.map(({ weights }) => weights)],
      [layer.bias, ...maps.map(({ bias }) => bias)],
    ),
  };
}

function countEntries(matrices: readonly SparseMatrix[], vectors: readonly Float64Array[]) {
  let [numParameters, numNonZeros] = [0, 0];
  for (const { rows, columns, numNonZeros: stored } of matrices) {
    numParameters += rows * columns;
    numNonZeros += stored;
  }
  for (const vector of vectors) {
    numParameters += vector.length;
    numNonZeros += vector.filter((value) => value !== 0).length;
  }
  return { numParameters, numNonZeros };
}
