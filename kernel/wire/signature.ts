import { createHmac, getHashes, timingSafeEqual } from "node:crypto";

/** Signs the four JSON frames of a message and verifies the signatures of others. */
export interface Signer {
  /** Hex digest over the frames in order; empty when there is no key. */
  sign(frames: readonly Uint8Array[]): string;
  /** Compares in constant time; always true when there is no key. */
  verify(signature: Uint8Array, frames: readonly Uint8Array[]): boolean;
}

const unsigned: Signer = { sign: () => "", verify: () => true };

/**
 * Makes the signer of a connection.
 * @param key - Shared secret; empty turns signing off.
 * @param scheme - `hmac-<hash>`, e.g. `hmac-sha256`.
 * @throws {Error} If the hash is unknown.
 */
export function createSigner(key: string, scheme: string): Signer {
  if (key === "") return unsigned;
  const hash = /^hmac-(.+)$/.exec(scheme)?.[1];
  if (hash === undefined || !getHashes().includes(hash)) {
    throw new Error(`createSigner: signature_scheme must be hmac-<known hash>, got ${scheme}`);
  }
  const sign = (frames: readonly Uint8Array[]): string => {
    const hmac = createHmac(hash, key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest("hex");
  };
  const verify = (signature: Uint8Array, frames: readonly Uint8Array[]): boolean => {
    const expected = Buffer.from(sign(frames));
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  };
  return { sign, verify };
}
