import { z } from "zod";
import { type FocusCheckpoint, parseTraining, type TrainingConfig } from "../fit/index.ts";
import { numberSchema } from "./json.ts";
import {
  decodeSlots,
  encodeSlots,
  openTensors,
  optimizerSchema,
  sealTensors,
  type Tensors,
} from "./sealed-tensors.ts";
import type { StateCodec } from "./state-file.ts";

const FORMAT = "triptych focus checkpoint 1";

/** A step of a training run, as it is written. */
const stepSchema = z.strictObject({
  step: z.int().positive(),
  loss: numberSchema,
  tokens: z.int(),
});

/** A validation, as it is written. */
const validationSchema = z.strictObject({
  step: z.int().positive(),
  accuracy: z.record(z.string(), z.number()),
  mean: numberSchema,
});

const stateSchema = z.strictObject({
  settings: z.custom<TrainingConfig>().transform(parseTraining),
  origin: z.string(),
  step: z.int().min(0),
  optimizer: optimizerSchema,
  steps: z.array(stepSchema).readonly(),
  validations: z.array(validationSchema).readonly(),
});

/** Checkpoints of focus trainings, as safetensors files: every float32 exactly. */
export const focusCheckpointCodec: StateCodec<FocusCheckpoint> = {
  encode: ({ adapter, best, optimizer, ...rest }) => {
    const { tensors: _, ...host } = optimizer;
    return sealTensors(
      FORMAT,
      { ...rest, optimizer: host },
      {
        ...encodeFactors("adapter/", adapter),
        ...(best && encodeFactors("best/", best)),
        ...encodeSlots(optimizer),
      },
    );
  },
  decode: (bytes) => {
    const { state: json, tensors } = openTensors(FORMAT, bytes);
    const { optimizer, ...state } = stateSchema.parse(json);
    const best = decodeFactors("best/", tensors);
    return {
      ...state,
      adapter: decodeFactors("adapter/", tensors),
      optimizer: { ...optimizer, tensors: decodeSlots(tensors) },
      ...(best.length > 0 && { best }),
    };
  },
};

function encodeFactors(prefix: string, factors: FocusCheckpoint["adapter"]): Tensors {
  const entries = factors.map((data, i) => [`${prefix}${i}`, { shape: [data.length], data }]);
  return Object.fromEntries(entries);
}

function decodeFactors(prefix: string, tensors: Tensors): FocusCheckpoint["adapter"] {
  const count = Object.keys(tensors).filter((name) => name.startsWith(prefix)).length;
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from(tensors[`${prefix}${i}`]!.data, Number),
  );
}
