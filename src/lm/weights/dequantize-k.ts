import { halfTable } from "../../core/half-precision.ts";

// A block of these formats is 256 numbers in parts with a small whole scale each.
const blockSize = 256;

/**
 * Q4_K: eight parts of 32 numbers, `d s q - e m` with scale s and minimum m of six bits.
 * 144 bytes: d, e, 12 bytes of s and m, 128 bytes of halves; each 32 bytes have one part in the low
 * halves and the next in the high halves.
 */
export function dequantizeQ4K(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 144) * blockSize);
  let i = 0;
  for (let at = 0; at < bytes.length; at += 144) {
    const scale = halves[bytes[at]! | (bytes[at + 1]! << 8)]!;
    const minimumScale = halves[bytes[at + 2]! | (bytes[at + 3]! << 8)]!;
    for (let part = 0; part < 8; part += 1) {
      const [s, m] = sixBitPair(bytes, at + 4, part);
      const partScale = scale * s;
      const minimum = minimumScale * m;
      const from = at + 16 + (part >> 1) * 32;
      const shift = (part & 1) * 4;
      for (let k = 0; k < 32; k += 1) {
        result[i] = partScale * ((bytes[from + k]! >> shift) & 15) - minimum;
        i += 1;
      }
    }
  }
  return result;
}

/**
 * The scale and minimum of a part of Q4_K: parts 0..3 have theirs in the low six bits of bytes 0..3
 * and 4..7; parts 4..7 have the low four bits in bytes 8..11 and the rest on top of the others.
 */
function sixBitPair(bytes: Uint8Array, at: number, part: number): readonly [number, number] {
  if (part < 4) return [bytes[at + part]! & 63, bytes[at + part + 4]! & 63];
  const low = bytes[at + part + 4]!;
  return [
    (low & 15) | ((bytes[at + part - 4]! >> 6) << 4),
    (low >> 4) | ((bytes[at + part]! >> 6) << 4),
  ];
}

/**
 * Q6_K: sixteen parts of 16 numbers, `d s (q - 32)` with a signed scale s of eight bits.
 * 210 bytes: 128 bytes with the low four bits of q, 64 with the high two, 16 scales, d. Each half of
 * the block has four runs of 32 numbers, whose bits lie beside each other in the same bytes.
 */
export function dequantizeQ6K(bytes: Uint8Array): Float32Array {
  const halves = halfTable();
  const result = new Float32Array((bytes.length / 210) * blockSize);
  let i = 0;
  for (let at = 0; at < bytes.length; at += 210) {
    const scale = halves[bytes[at + 208]! | (bytes[at + 209]! << 8)]!;
    for (let run = 0; run < 8; run += 1) {
      const half = run >> 2;
      const lowFrom = at + half * 64 + (run & 1) * 32;
      const lowShift = (run & 2) * 2;
      const highFrom = at + 128 + half * 32;
      const highShift = (run & 3) * 2;
      for (let k = 0; k < 32; k += 1) {
        const s = (bytes[at + 192 + run * 2 + (k >> 4)]! << 24) >> 24;
        const low = (bytes[lowFrom + k]! >> lowShift) & 15;
        const high = (bytes[highFrom + k]! >> highShift) & 3;
        result[i] = scale * s * ((low | (high << 4)) - 32);
        i += 1;
      }
    }
  }
  return result;
}
