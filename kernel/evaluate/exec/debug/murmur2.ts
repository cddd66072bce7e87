const multiplier = 0x5bd1e995;

/**
 * MurmurHash2 (32 bit) of a text's UTF-8 bytes, by which front ends name cells.
 *
 * @param seed - uint32.
 * @returns uint32.
 */
export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text);
  let hash = seed ^ bytes.length;
  let offset = 0;
  for (; offset + 4 <= bytes.length; offset += 4) {
    const word = Math.imul(bytes.readUInt32LE(offset), multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(word ^ (word >>> 24), multiplier);
  }
  const rest = bytes.length - offset;
  if (rest > 0) hash = Math.imul(hash ^ bytes.readUIntLE(offset, rest), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
