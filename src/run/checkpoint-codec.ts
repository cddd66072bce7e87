import { z } from "zod";
import type { Checkpoint, SavedModel, SavedTensor } from "../borat/index.ts";
import { parseCell } from "../borat/index.ts";
import { epochRecordSchema } from "./json.ts";
import {
  decodeSlots,
  encodeSlots,
  openTensors,
  optimizerSchema,
  sealTensors,
  type Tensors,
} from "./sealed-tensors.ts";
import type { StateCodec } from "./state-file.ts";

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
  optimizer: optimizerSchema,
  best: z
    .strictObject({ epoch: z.int().positive(), validationAccuracy: z.number() })
    .exactOptional(),
});

/** Writes a checkpoint as a safetensors file. Whole numbers are stored as I64. */
function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { weights, statistics, optimizer, best, ...rest } = checkpoint;
  const { tensors: _, ...host } = optimizer;
  const tensors = {
    ...encodeModel("", { weights, statistics }),
    ...(best && encodeModel("best/", best)),
    ...encodeSlots(optimizer),
  };
  const bestEpoch = best && { epoch: best.epoch, validationAccuracy: best.validationAccuracy };
  const state = { ...rest, optimizer: host, ...(bestEpoch && { best: bestEpoch }) };
  return sealTensors(FORMAT, state, tensors);
}

/**
 * Reads what {@link encodeCheckpoint} wrote.
 *
 * @throws {ConfigError} If the bytes are not a checkpoint, or damaged.
 */
function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { state: json, tensors } = openTensors(FORMAT, bytes);
  const { optimizer, best, cell, ...state } = stateSchema.parse(json);
  return {
    ...state,
    cell: parseCell(cell),
    ...decodeModel("", tensors),
    optimizer: { ...optimizer, tensors: decodeSlots(tensors) },
    ...(best && { best: { ...best, ...decodeModel("best/", tensors) } }),
  };
}

/** Checkpoints of BORAT's runs. */
export const cellCheckpointCodec: StateCodec<Checkpoint> = {
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
};

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
