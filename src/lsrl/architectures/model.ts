import type { Bounds } from "../language/index.ts";
import type { Token } from "../language/sequence.ts";
import type { AffineMap } from "../network/index.ts";

/** The recurrent networks that a compiled program can be written as. */
export type ArchitectureName =
  | "linearRnn"
  | "gatedLinearRnn"
  | "reluRnn"
  | "tanhRnn"
  | "lstm"
  | "gru"
  | "mamba"
  | "hawk"
  | "griffin";

/** The number type of a model's weights and values. */
export type ModelDtype = "float64" | "float32";

/** One array of a state dict, in row-major order. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

/** Arrays by the names that the library's state dict gives them. */
export type StateDict = Readonly<Record<string, WeightTensor>>;

/** A recurrent network that computes as the library's module does. */
export interface Cell {
  /** Takes one input vector; gives the output of the last layer. */
  step(input: ArrayLike<number>): ArrayLike<number>;
  /** Sets all states to their start. */
  reset(): void;
}

/** How near a model comes to the network it was made of. */
export interface Guarantee {
  /** `exact`: equal but for rounding; `bounded`: within `errorBound` of it, for the reason given. */
  readonly kind: "exact" | "bounded";
  /** Absolute error of an output that the construction itself makes; 0 where it is exact. */
  readonly errorBound: number;
  /** What the construction relies on, in a sentence or two. */
  readonly conditions: string;
}

/** A compiled program as weights of a known architecture. */
export interface EmittedModel {
  readonly architecture: ArchitectureName;
  /** The class that loads the weights, e.g. `"torch.nn.LSTM"`. */
  readonly library: string;
  readonly dtype: ModelDtype;
  /** Arguments of that class, by its own names. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights: StateDict;
  /** From the token to the module's input; absent where the module takes the token itself. */
  readonly readIn?: AffineMap;
  /** From the module's output to the program's. */
  readonly readOut: AffineMap;
  /** Bounds of the tokens that the program was made for, if there are any. */
  readonly inputBounds?: Bounds | undefined;
  /** Greatest length of a sequence, if there is one. */
  readonly maxLength?: number | undefined;
  /** What `position_ids` start with, where the module takes them. Default: 0. */
  readonly firstPosition?: number;
  readonly guarantee: Guarantee;
  /** Runs in our own cells, from fresh states: `[T][outputDim]`. */
  run(sequence: Iterable<Token>): number[][];
}
