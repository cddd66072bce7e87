import { fromBfloat16, fromHalf } from "../../core/half-precision.ts";
import {
  dequantizeQ4One,
  dequantizeQ4Zero,
  dequantizeQ5Zero,
  dequantizeQ8Zero,
} from "./dequantize.ts";
import { dequantizeQ4K, dequantizeQ6K } from "./dequantize-k.ts";

/** How a tensor's numbers are stored: in blocks of equal size, along its last axis. */
export interface GgufFormat {
  readonly name: string;
  /** Numbers in a block. */
  readonly blockSize: number;
  /** Bytes of a block. */
  readonly blockBytes: number;
  /** Reads whole blocks as float32. */
  readonly decode: (bytes: Uint8Array) => Float32Array;
}

/**
 * The formats that can be read, by the file's numbers for them.
 *
 * @see https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export const ggufFormats: Readonly<Record<number, GgufFormat>> = {
  0: {
    name: "F32",
    blockSize: 1,
    blockBytes: 4,
    decode: (bytes) => new Float32Array(new Uint8Array(bytes).buffer), // a copy begins at a multiple of 4
  },
  1: {
    name: "F16",
    blockSize: 1,
    blockBytes: 2,
    decode: (bytes) => fromHalf(new Uint16Array(new Uint8Array(bytes).buffer)),
  },
  2: { name: "Q4_0", blockSize: 32, blockBytes: 18, decode: dequantizeQ4Zero },
  3: { name: "Q4_1", blockSize: 32, blockBytes: 20, decode: dequantizeQ4One },
  6: { name: "Q5_0", blockSize: 32, blockBytes: 22, decode: dequantizeQ5Zero },
  8: { name: "Q8_0", blockSize: 32, blockBytes: 34, decode: dequantizeQ8Zero },
  12: { name: "Q4_K", blockSize: 256, blockBytes: 144, decode: dequantizeQ4K },
  14: { name: "Q6_K", blockSize: 256, blockBytes: 210, decode: dequantizeQ6K },
  30: {
    name: "BF16",
    blockSize: 1,
    blockBytes: 2,
    decode: (bytes) => fromBfloat16(new Uint16Array(new Uint8Array(bytes).buffer)),
  },
};
