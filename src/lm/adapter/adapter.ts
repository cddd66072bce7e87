import type { ProjectionName } from "../model/model.ts";

/** A low-rank adapter on the host: `W + (alpha / rank) B A` for some matrices of each layer. */
export interface Adapter {
  /** `r`. */
  readonly rank: number;
  readonly alpha: number;
  /** Probability that a component of an adapter's input was dropped in training. */
  readonly dropout: number;
  /** Which matrices of each layer are changed. */
  readonly targets: readonly ProjectionName[];
  /** By matrix, e.g. `model.layers.0.self_attn.q_proj`. */
  readonly matrices: Readonly<Record<string, AdapterMatrices>>;
  readonly base: AdapterBase;
}

/** The two factors of a matrix's change, row-major. */
export interface AdapterMatrices {
  /** `A`, `[rank, in]`. */
  readonly a: Float32Array;
  /** `B`, `[out, rank]`. */
  readonly b: Float32Array;
}

/** The model that an adapter was trained on. */
export interface AdapterBase {
  /** Its name on Hugging Face or its path; empty where it is not known. */
  readonly name: string;
  /** Of its weight files, hexadecimal; known only where this library wrote the adapter. */
  readonly sha256?: string | undefined;
}
