import type { SparseMatrix } from "../matrix.ts";
import type { Network } from "./network.ts";
import type { Stage } from "./stage.ts";

/**
 * A network as flat arrays. All values lie on one tape: the token, then each stage's units, then the
 * output. Unit `u` of a stage is computed by row `u` of it: `bias + sum values[k] * tape[columns[k]]`;
 * a product's rows are first those of its gates, then those of its values. The units of a state keep
 * their values from token to token.
 */
export interface PackedNetwork {
  readonly inputDim: number;
  readonly outputDim: number;
  /** Of each stage, then of the read-out: 0 affine, 1 ReLU, 2 product, 3 state. */
  readonly kinds: Uint8Array;
  /** Of each stage, then of the read-out. */
  readonly widths: Int32Array;
  /** `[rows + 1]`, of the rows of all stages one after the other. */
  readonly rowStarts: Int32Array;
  /** Places on the tape. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** `[rows]`. */
  readonly bias: Float64Array;
  /** The tape before the first token: the states' start, else 0. */
  readonly initialTape: Float64Array;
}

/** Where a stage's units lie on the tape. */
export interface TapeSlot {
  readonly kind: Stage["kind"] | "readout";
  readonly offset: number;
  readonly width: number;
}

/** Lays out a network as flat arrays. */
export function packNetwork({ inputDim, outputDim, stages, readout }: Network): PackedNetwork {
  const rowEnds: number[] = [0];
  const columns: number[] = [];
  const values: number[] = [];
  const bias: number[] = [];
  const initialTape: number[] = new Array<number>(inputDim).fill(0);
  let before = 0; // where the previous stage's units start
  const addRows = (parts: readonly { matrix: SparseMatrix; offset: number }[], b: Float64Array) => {
    for (let i = 0; i < b.length; i += 1) {
      for (const { matrix, offset } of parts) {
        for (let k = matrix.rowStarts[i]!; k < matrix.rowStarts[i + 1]!; k += 1) {
          columns.push(offset + matrix.entryColumns[k]!);
          values.push(matrix.values[k]!);
        }
      }
      rowEnds.push(columns.length);
      bias.push(b[i]!);
    }
  };
  for (const stage of stages) {
    const here = initialTape.length;
    if (stage.kind === "ReLU") {
      addRows([{ matrix: stage.map.weights, offset: before }], stage.map.bias);
    } else if (stage.kind === "Multiplicative") {
      addRows([{ matrix: stage.gate.weights, offset: before }], stage.gate.bias);
      addRows([{ matrix: stage.value.weights, offset: before }], stage.value.bias);
    } else {
      const recurrence = { matrix: stage.A, offset: here };
      addRows([recurrence, { matrix: stage.B, offset: before }], stage.bias);
    }
    for (let i = 0; i < stage.width; i += 1) {
      initialTape.push(stage.kind === "LinState" ? stage.initState[i]! : 0);
    }
    before = here;
  }
  addRows([{ matrix: readout.weights, offset: before }], readout.bias);
  for (let i = 0; i < outputDim; i += 1) initialTape.push(0);
  const codes = { ReLU: 1, Multiplicative: 2, LinState: 3 };
  return {
    inputDim,
    outputDim,
    kinds: Uint8Array.from([...stages.map(({ kind }) => codes[kind]), 0]),
    widths: Int32Array.from([...stages.map(({ width }) => width), outputDim]),
    rowStarts: Int32Array.from(rowEnds),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    bias: Float64Array.from(bias),
    initialTape: Float64Array.from(initialTape),
  };
}

/** Where each stage's units lie on the tape, then the output; the token lies at 0. */
export function tapeSlots({ inputDim, outputDim, stages }: Network): readonly TapeSlot[] {
  let offset = inputDim;
  const slots: TapeSlot[] = stages.map(({ kind, width }) => {
    offset += width;
    return { kind, offset: offset - width, width };
  });
  return [...slots, { kind: "readout", offset, width: outputDim }];
}
