import { createHash } from "node:crypto";
import { z } from "zod";
import { ConfigError } from "../core/errors.ts";
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from "../core/safetensors.ts";
import type { OptimizerState } from "../optim/index.ts";
import { numberSchema, toJson } from "./json.ts";

/** Arrays by name. */
export type Tensors = Readonly<Record<string, SafeTensor>>;

/**
 * Writes arrays and plain data as a safetensors file whose metadata are the plain data and a checksum.
 *
 * @param format - Name and version of what the file holds.
 */
export function sealTensors(format: string, state: unknown, tensors: Tensors): Uint8Array {
  const json = toJson(state);
  const metadata = { format, state: json, sha256: checksum(json, tensors) };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Reads what {@link sealTensors} wrote.
 *
 * @throws {ConfigError} If the bytes are not such a file, or damaged.
 */
export function openTensors(format: string, bytes: Uint8Array) {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format: found, state: json = "", sha256 } = metadata;
  if (found !== format) {
    throw new ConfigError(`openTensors: format must be "${format}", got "${found}"`);
  }
  if (sha256 !== checksum(json, tensors)) {
    throw new ConfigError("openTensors: the checksum must fit the content, got another");
  }
  const state: unknown = JSON.parse(json);
  return { state, tensors };
}

/** What an optimiser keeps beside its tensors. */
export const optimizerSchema = z.strictObject({
  name: z.string(),
  numbers: z.record(z.string(), z.union([numberSchema, z.array(numberSchema).readonly()])),
});

const slotPrefix = "optimizer/";

/** An optimiser's tensors. */
export function encodeSlots({ tensors }: OptimizerState): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => [
      `${slotPrefix}${name}`,
      { shape, data: values },
    ]),
  );
}

/** Reads what {@link encodeSlots} wrote. */
export function decodeSlots(tensors: Tensors): OptimizerState["tensors"] {
  const entries = Object.entries(tensors)
    .filter(([name]) => name.startsWith(slotPrefix))
    .map(([name, { shape, data }]) => [
      name.slice(slotPrefix.length),
      { shape, values: Float32Array.from(data, Number) },
    ]);
  return Object.fromEntries(entries);
}

/** Of everything, in an order that does not depend on the file's. */
function checksum(state: string, tensors: Tensors): string {
  const hash = createHash("sha256").update(state);
  for (const [name, { data }] of Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
