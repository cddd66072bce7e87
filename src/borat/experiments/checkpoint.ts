import { isDeepStrictEqual } from "node:util";
import { ConfigError, scoped, tf } from "../../core/index.ts";
import type { OptimizerState } from "../../optim/index.ts";
import type { Model } from "../models/index.ts";
import type { Cell } from "./cell.ts";
import type { CellData } from "./preload.ts";
import type { Trainer } from "./trainer.ts";
import type { Progress } from "./training.ts";

/** A tensor copied to the host; whole numbers are int32. */
export interface SavedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** A model on the host, in the order of its variables and statistics. */
export interface SavedModel {
  readonly weights: readonly SavedTensor[];
  readonly statistics: readonly SavedTensor[];
}

/** The model after the epoch that validated best so far: the recommended weights. */
export interface BestModel extends SavedModel {
  /** From 1. */
  readonly epoch: number;
  /** In `[0, 1]`. */
  readonly validationAccuracy: number;
}

/** All that a run needs to go on, plain data. */
export interface Checkpoint extends SavedModel {
  readonly cell: Cell;
  /** Slices and sha256 of the data. */
  readonly data: string;
  readonly model: string;
  readonly progress: Progress;
  readonly optimizer: OptimizerState;
  /** Absent without a validation slice. */
  readonly best?: BestModel | undefined;
}

/** Where a run keeps its last checkpoint. */
export interface CheckpointStore {
  /** Gives what was saved last; `undefined` for a new run. */
  load(): Promise<Checkpoint | undefined>;
  /** Replaces what was saved before, all or nothing. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** What a run is made of. */
interface Made {
  readonly cell: Cell;
  readonly data: CellData;
  readonly trainer: Trainer;
}

/** Copies a run to the host; the run goes on as if it had not been. */
export function capture(
  { cell, data, trainer: { model, optimizer } }: Made,
  progress: Progress,
  best: BestModel | undefined,
): Checkpoint {
  return {
    cell,
    data: describeData(data),
    model: model.name,
    progress,
    optimizer: optimizer.getState(),
    ...saveModel(model),
    ...(best && { best }),
  };
}

/**
 * Puts a run back to where it was.
 *
 * @throws {ConfigError} If the checkpoint is of another run; names what differs.
 */
export function restore({ cell, data, trainer }: Made, checkpoint: Checkpoint): void {
  const { model, optimizer } = trainer;
  requireEqual("cell", checkpoint.cell, cell);
  requireEqual("data", { data: checkpoint.data }, { data: describeData(data) });
  requireEqual("model", shapesOf(checkpoint.model, checkpoint), shapesOf(model.name, model));
  optimizer.setState(checkpoint.optimizer);
  loadModel(model, checkpoint);
}

/** Copies weights and statistics to the host. */
export function saveModel({ variables, statistics }: Model): SavedModel {
  return { weights: variables.map(save), statistics: statistics.map(save) };
}

/** Gives a model the weights and statistics of {@link saveModel}. */
export function loadModel(model: Model, { weights, statistics }: SavedModel): void {
  const variables = [...model.variables, ...model.statistics];
  scoped(() => {
    for (const [i, { shape, values }] of [...weights, ...statistics].entries()) {
      const dtype = values instanceof Int32Array ? "int32" : "float32";
      variables[i]!.assign(tf.tensor(values.slice(), [...shape], dtype));
    }
  });
}

function save(tensor: tf.Tensor): SavedTensor {
  const values = tensor.dataSync();
  const copy = tensor.dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
  return { shape: [...tensor.shape], values: copy };
}

function describeData({ train, validation, test }: CellData): string {
  const slices = [train, validation, test].map((slice) => slice?.slice ?? "none");
  return `${train.name} ${train.sha256}: ${slices.join("; ")}`;
}

function shapesOf(
  name: string,
  model: { readonly [K in "variables" | "weights"]?: readonly Shaped[] } & {
    readonly statistics: readonly Shaped[];
  },
) {
  const shapes = (tensors: readonly Shaped[]) =>
    tensors.map(({ shape }) => `[${shape.join(", ")}]`);
  const weights = model.weights ?? model.variables ?? [];
  return {
    name,
    weights: shapes(weights).join(" "),
    statistics: shapes(model.statistics).join(" "),
  };
}

interface Shaped {
  readonly shape: readonly number[];
}

function requireEqual(subject: string, saved: object, present: object): void {
  const wanted = new Map<string, unknown>(Object.entries(present));
  const found = new Map<string, unknown>(Object.entries(saved));
  const differing = [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((key) => !isDeepStrictEqual(wanted.get(key), found.get(key)))
    .map(
      (key) => `${key} ${JSON.stringify(found.get(key))} for ${JSON.stringify(wanted.get(key))}`,
    );
  if (differing.length === 0) return;
  throw new ConfigError(
    `runCell: the checkpoint must be of this run's ${subject}, got one with ${differing.join(", ")}. Delete it to start anew.`,
  );
}
