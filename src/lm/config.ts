/** How the rotary position embedding turns a pair of components with the position. */
export interface RotaryConfig {
  /** Base of the angles: pair `i` turns by `position * base^(-2i / headDim)` radians. */
  readonly base: number;
  /** Stretches the slow pairs to a longer context, as Llama 3.1 does; none by default. */
  readonly scaling?: RotaryScaling;
}

/** Llama 3.1's stretching of slow rotations. */
export interface RotaryScaling {
  /** Rotations slower than the low frequency are divided by this, >= 1. */
  readonly factor: number;
  /** Turns over the original context below which a pair is stretched in full. */
  readonly lowFrequencyFactor: number;
  /** Turns over the original context above which a pair is left alone. */
  readonly highFrequencyFactor: number;
  /** Context length the model was first trained with, tokens. */
  readonly originalContextLength: number;
}

/** The shape of a Llama-family decoder: Llama, Mistral, SmolLM2, Vicuna. */
export interface LmConfig {
  /** `V`. */
  readonly vocabularySize: number;
  /** `D`, width of the residual stream. */
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Query heads. */
  readonly numHeads: number;
  /** Key and value heads, a divisor of `numHeads`. */
  readonly numKvHeads: number;
  readonly headDim: number;
  /** Width of the feed-forward layers. */
  readonly intermediateSize: number;
  /** Most positions, tokens. */
  readonly contextLength: number;
  /** Added to the mean square in RMS normalisation. */
  readonly normEpsilon: number;
  readonly rotary: RotaryConfig;
  /** Whether the output matrix is the embedding. */
  readonly tiedEmbeddings: boolean;
}
