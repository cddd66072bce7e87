import { createHash } from "node:crypto";
import { z } from "zod";
import type { Checkpoint, SavedModel, SavedTensor } from "../borat/index.ts";
import { parseCell } from "../borat/index.ts";
import { ConfigError } from "../core/index.ts";
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from "../core/safetensors.ts";
import { epochRecordSchema, numberSchema, toJson } from "./json.ts";

const FORMAT = "triptych checkpoint 1";

const stateSchema = z.strictObject({
  cell: z.unknown(),
  data: z.string(),
  model: z.string(),
  progress: z.strictObject({
    records: z.array(epochRecordSchema).readonly(),
    epoch: z.int().positive(),
    step: z.int().min(0),
    lossSum: z.number(),
    numFinite: z.int(),
    updates: z.int(),
    evaluations: z.int(),
    seconds: z.number(),
  }),
  optimizer: z.strictObject({
    name: z.string(),
    numbers: z.record(z.string(), z.union([numberSchema, z.array(numberSchema).readonly()])),
  }),
  best: z
    .strictObject({ epoch: z.int().positive(), validationAccuracy: z.number() })
    .exactOptional(),
});

type Tensors = Readonly<Record<string, SafeTensor>>;

/**
 * Writes a checkpoint as a safetensors file whose metadata is the rest of it, and a checksum.
 * Whole numbers are stored as I64.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { weights, statistics, optimizer, best, ...rest } = checkpoint;
  const { tensors: slots, ...host } = optimizer;
  const tensors = {
    ...encodeModel("", { weights, statistics }),
    ...(best && encodeModel("best/", best)),
    ...Object.fromEntries(
      Object.entries(slots).map(([name, { shape, values }]) => [
        `optimizer/${name}`,
        { shape, data: values },
      ]),
    ),
  };
  const bestEpoch = best && { epoch: best.epoch, validationAccuracy: best.validationAccuracy };
  const state = toJson({ ...rest, optimizer: host, ...(bestEpoch && { best: bestEpoch }) });
  const metadata = { format: FORMAT, state, sha256: checksum(state, tensors) };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Reads what {@link encodeCheckpoint} wrote.
 *
 * @throws {ConfigError} If the bytes are not a checkpoint, or damaged.
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, state: json = "", sha256 } = metadata;
  if (format !== FORMAT) throw damaged(`format must be "${FORMAT}", got "${format}"`);
  if (sha256 !== checksum(json, tensors)) throw damaged("the checksum does not fit the content");
  const { optimizer, best, cell, ...state } = stateSchema.parse(JSON.parse(json));
  return {
    ...state,
    cell: parseCell(cell),
    ...decodeModel("", tensors),
    optimizer: { ...optimizer, tensors: decodeSlots(tensors) },
    ...(best && { best: { ...best, ...decodeModel("best/", tensors) } }),
  };
}

function damaged(reason: string): ConfigError {
  return new ConfigError(`decodeCheckpoint: ${reason}`);
}

function encodeModel(prefix: string, { weights, statistics }: SavedModel): Tensors {
  return { ...encode(`${prefix}weights/`, weights), ...encode(`${prefix}statistics/`, statistics) };
}

function encode(prefix: string, tensors: readonly SavedTensor[]): Tensors {
  const entries = tensors.map(({ shape, values }, i) => {
    const data = values instanceof Int32Array ? BigInt64Array.from(values, BigInt) : values;
    return [`${prefix}${i}`, { shape, data }];
  });
  return Object.fromEntries(entries);
}

function decodeModel(prefix: string, tensors: Tensors): SavedModel {
  return {
    weights: decode(`${prefix}weights/`, tensors),
    statistics: decode(`${prefix}statistics/`, tensors),
  };
}

function decode(prefix: string, tensors: Tensors): readonly SavedTensor[] {
  const count = Object.keys(tensors).filter((name) => name.startsWith(prefix)).length;
  return Array.from({ length: count }, (_, i) => {
    const { shape, data } = tensors[`${prefix}${i}`]!;
    const values =
      data instanceof BigInt64Array ? Int32Array.from(data, Number) : Float32Array.from(data);
    return { shape, values };
  });
}

function decodeSlots(tensors: Tensors): Checkpoint["optimizer"]["tensors"] {
  const prefix = "optimizer/";
  const entries = Object.entries(tensors)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { shape, data }]) => [
      name.slice(prefix.length),
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
