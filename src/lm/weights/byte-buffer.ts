import type { ByteSource } from "./weight-source.ts";

/**
 * Gives bytes in memory as a source; what is read shares their memory.
 *
 * @param name - What errors call it.
 */
export function byteBuffer(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
