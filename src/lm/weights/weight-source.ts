import type { LmConfig } from "../config.ts";

/** Bytes that can be read piecewise: a file, or a buffer. */
export interface ByteSource {
  /** What errors call it. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** Gives `length` bytes from `offset`; both lie inside. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * A model's weights, read one tensor at a time.
 *
 * Names are Hugging Face's (`model.layers.0.self_attn.q_proj.weight`), matrices are `[out, in]`, and
 * the rows of queries and keys are ordered for rotary pairs `(i, i + headDim / 2)`, whatever the file
 * has.
 */
export interface WeightSource {
  readonly config: LmConfig;
  /** In the order of the file. */
  readonly names: readonly string[];
  /** @throws {ConfigError} If there is no such tensor. */
  shapeOf(name: string): readonly number[];
  /**
   * Reads a tensor as float32, row-major.
   *
   * @throws {ConfigError} If there is no such tensor, or its bytes are damaged.
   */
  read(name: string): Promise<Float32Array>;
}
