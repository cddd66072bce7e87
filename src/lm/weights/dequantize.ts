import { halfTable } from "../../core/half-precision.ts";

// A block of these formats is 32 numbers: a scale as half precision, for some a minimum likewise,
// then whole numbers q. In formats of 4 bits the low halves of 16 bytes are the numbers 0..15, the
// high halves 16..31. Products and sums are exact in float64, so each number is rounded once.
const blockSize = 32;

/** Q4_0: `d (q - 8)`, 18 bytes: d, 16 bytes of halves. */
export function dequantizeQ4Zero(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 18) * blockSize);
  for (let at = 0, i = 0; at < bytes.length; at += 18, i += blockSize) {
    const scale = halves[bytes[at]! | (bytes[at + 1]! << 8)]!;
    for (let k = 0; k < 16; k += 1) {
      const pair = bytes[at + 2 + k]!;
      result[i + k] = scale * ((pair & 15) - 8);
      result[i + k + 16] = scale * ((pair >> 4) - 8);
    }
  }
  return result;
}

/** Q4_1: `d q + m`, 20 bytes: d, m, 16 bytes of halves. */
export function dequantizeQ4One(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 20) * blockSize);
  for (let at = 0, i = 0; at < bytes.length; at += 20, i += blockSize) {
    const scale = halves[bytes[at]! | (bytes[at + 1]! << 8)]!;
    const minimum = halves[bytes[at + 2]! | (bytes[at + 3]! << 8)]!;
    for (let k = 0; k < 16; k += 1) {
      const pair = bytes[at + 4 + k]!;
      result[i + k] = scale * (pair & 15) + minimum;
      result[i + k + 16] = scale * (pair >> 4) + minimum;
    }
  }
  return result;
}

/** Q5_0: `d (q - 16)`, 22 bytes: d, 32 fifth bits, 16 bytes of halves. */
export function dequantizeQ5Zero(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 22) * blockSize);
  for (let at = 0, i = 0; at < bytes.length; at += 22, i += blockSize) {
    const scale = halves[bytes[at]! | (bytes[at + 1]! << 8)]!;
    const lowBits = bytes[at + 2]! | (bytes[at + 3]! << 8);
    const highBits = bytes[at + 4]! | (bytes[at + 5]! << 8);
    for (let k = 0; k < 16; k += 1) {
      const pair = bytes[at + 6 + k]!;
      result[i + k] = scale * ((pair & 15) + (((lowBits >> k) & 1) << 4) - 16);
      result[i + k + 16] = scale * ((pair >> 4) + (((highBits >> k) & 1) << 4) - 16);
    }
  }
  return result;
}

/** Q8_0: `d q` with signed q, 34 bytes: d, 32 bytes. */
export function dequantizeQ8Zero(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 34) * blockSize);
  for (let at = 0, i = 0; at < bytes.length; at += 34, i += blockSize) {
    const scale = halves[bytes[at]! | (bytes[at + 1]! << 8)]!;
    for (let k = 0; k < blockSize; k += 1) {
      result[i + k] = scale * ((bytes[at + 2 + k]! << 24) >> 24);
    }
  }
  return result;
}
