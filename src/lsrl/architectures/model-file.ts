import { z } from "zod";
import { ConfigError } from "../../core/errors.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafeTensor,
  type Safetensors,
} from "../../core/safetensors.ts";
import { toMatrix } from "../matrix.ts";
import type { AffineMap } from "../network/index.ts";
import { createCell } from "./create-cell.ts";
import { architectureNames } from "./emit.ts";
import { zeroVector } from "./linear-layer.ts";
import type { EmittedModel, ModelDtype, StateDict, WeightTensor } from "./model.ts";
import { cellRunner } from "./run-cell.ts";
import { readTensor } from "./state-dict.ts";

const format = "triptych/lsrl-model/1";

/** JSON knows no infinities: they are strings. */
const numberSchema = z
  .union([z.number(), z.enum(["Infinity", "-Infinity"])])
  .transform((value) => Number(value));

const guaranteeSchema = z.strictObject({
  kind: z.enum(["exact", "bounded"]),
  errorBound: numberSchema,
  conditions: z.string(),
});

const boundsSchema = z
  .strictObject({ min: numberSchema, max: numberSchema })
  .refine(({ min, max }) => min <= max, { error: "min must be <= max" });

/** What the metadata tell; all but the names are JSON, for the format has strings only. */
const metadataSchema = z.object({
  triptych: z.literal(format),
  architecture: z.enum(architectureNames),
  library: z.string(),
  dtype: z.enum(["float64", "float32"]),
  config: json(z.record(z.string(), z.unknown())),
  guarantee: json(guaranteeSchema),
  input_bounds: json(boundsSchema).optional(),
  max_length: json(z.int().min(1)).optional(),
  first_position: json(z.int().min(0)).optional(),
});

/**
 * Writes a model as a safetensors file: the weights by the names of the library's state dict, the maps
 * around the module as `read_in.weight`, `read_in.bias`, `read_out.weight` and `read_out.bias`, and in
 * the metadata what else is known of it.
 */
export function toSafetensors(model: EmittedModel): Uint8Array {
  const { weights, readIn, readOut, dtype, firstPosition } = model;
  const toJson = (value: unknown) => JSON.stringify(value, infinityAsString);
  const tensors = {
    ...weights,
    ...(readIn && mapTensors("read_in", readIn, dtype)),
    ...mapTensors("read_out", readOut, dtype),
  };
  const metadata = {
    format: "pt", // what the library of the format expects beside PyTorch's names
    triptych: format,
    architecture: model.architecture,
    library: model.library,
    dtype,
    config: toJson(model.config),
    guarantee: toJson(model.guarantee),
    ...(model.inputBounds && { input_bounds: toJson(model.inputBounds) }),
    ...(model.maxLength !== undefined && { max_length: toJson(model.maxLength) }),
    ...(firstPosition !== undefined && { first_position: toJson(firstPosition) }),
  };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Reads a file that {@link toSafetensors} wrote; the model runs in our own cells.
 *
 * @throws {ConfigError | ShapeError} If it is not such a file, or a weight is absent or does not fit.
 */
export function fromSafetensors(bytes: Uint8Array): EmittedModel {
  const file = decodeSafetensors(bytes);
  const parsed = metadataSchema.safeParse(file.metadata);
  if (!parsed.success) {
    throw new ConfigError(
      `fromSafetensors: the metadata must be those of ${format}, got\n${z.prettifyError(parsed.error)}`,
    );
  }
  const { architecture, library, dtype, config, guarantee, ...notes } = parsed.data;
  const tensors = readWeights(file, bytes.length);
  const { readIn, readOut, weights } = splitMaps(tensors);
  const { input_bounds: inputBounds, max_length: maxLength, first_position: firstPosition } = notes;
  const parts = {
    architecture,
    library,
    dtype,
    config,
    weights,
    ...(readIn && { readIn }),
    readOut,
    inputBounds,
    maxLength,
    ...(firstPosition !== undefined && { firstPosition }),
    guarantee,
  };
  const cell = createCell(parts);
  const inputDim = readIn?.weights.columns ?? inputSize(config);
  const shape = { inputDim, inputBounds };
  const run = cellRunner(shape, {
    createCell: () => cell,
    readIn,
    readOut,
    dtype,
    horizon: maxLength,
  });
  return { ...parts, run };
}

/** A string that holds JSON of a schema. */
function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "must be JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

function infinityAsString(_: string, value: unknown): unknown {
  const isInfinite = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  return isInfinite ? String(value) : value;
}

function inputSize(config: Readonly<Record<string, unknown>>): number {
  const size = config["input_size"];
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 1) return size;
  throw new ConfigError(
    `fromSafetensors: config.input_size must be an integer >= 1, got ${JSON.stringify(size)}`,
  );
}

/** The arrays as weights. An axis that is larger than the file, beside one of size 0, is damage. */
function readWeights({ tensors }: Safetensors, numBytes: number): StateDict {
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (data instanceof BigInt64Array || shape.some((size) => size > numBytes)) {
      throw new ConfigError(
        `fromSafetensors: "${name}" must be an array of floats, got shape [${shape.join(", ")}]`,
      );
    }
    return [name, { shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

function splitMaps(tensors: StateDict) {
  const isMap = (name: string) => name.startsWith("read_in.") || name.startsWith("read_out.");
  const entries = Object.entries(tensors);
  return {
    weights: Object.fromEntries(entries.filter(([name]) => !isMap(name))),
    readIn: "read_in.weight" in tensors ? readMap(tensors, "read_in") : undefined,
    readOut: readMap(tensors, "read_out"),
  };
}

function readMap(tensors: StateDict, name: string): AffineMap {
  const { shape, data } = readTensor(tensors, `${name}.weight`, ["out", "in"]);
  const [rows = 0, columns = 0] = shape;
  const bias = readTensor(tensors, `${name}.bias`, [rows]).data;
  const dense = Array.from({ length: rows }, (_, i) =>
    data.subarray(i * columns, (i + 1) * columns),
  );
  return { weights: toMatrix(dense, columns), bias: Float64Array.from(bias) };
}

function mapTensors(
  name: string,
  { weights, bias }: AffineMap,
  dtype: ModelDtype,
): Readonly<Record<string, SafeTensor & WeightTensor>> {
  const { rows, columns } = weights;
  const weight = zeroVector(dtype, rows * columns);
  for (const [i, j, value] of weights.entries()) weight[i * columns + j] = value;
  const constants = zeroVector(dtype, rows);
  constants.set(bias);
  return {
    [`${name}.weight`]: { shape: [rows, columns], data: weight },
    [`${name}.bias`]: { shape: [rows], data: constants },
  };
}
