import { type Bounds, unbounded } from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import type {
  AffineMap,
  Network,
  ProductStage,
  ReluStage,
  StateStage,
} from "../../network/index.ts";

/** `sum weight * register + bias`. */
export interface Form {
  readonly entries: readonly (readonly [register: number, weight: number])[];
  readonly bias: number;
  /** What the value can be. */
  readonly bounds: Bounds;
}

/** A ReLU to be computed: `register = max(0, form)`. */
export interface ReluUnit {
  readonly register: number;
  readonly form: Form;
}

/** A product to be computed: `register = gate * value`. */
export interface ProductUnit {
  readonly register: number;
  readonly gate: Form;
  readonly value: Form;
}

/** States to be computed, which depend on one another: `s <- A s + drifts`. */
export interface StateBlock {
  /** `[m]`. */
  readonly registers: readonly number[];
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  /** `[m]`: `B x + bias`. */
  readonly drifts: readonly Form[];
  /** `[m]`. */
  readonly initState: readonly number[];
}

/** What one stage of the network writes; `stage` is its place in it. */
export type RegisterStage =
  | { readonly kind: "ReLU"; readonly stage: number; readonly units: readonly ReluUnit[] }
  | {
      readonly kind: "Multiplicative";
      readonly stage: number;
      readonly units: readonly ProductUnit[];
    }
  | { readonly kind: "LinState"; readonly stage: number; readonly units: readonly StateBlock[] };

/** A network whose every value has a place of its own: nothing is overwritten, nothing is carried. */
export interface RegisterFile {
  /** The token lies in the first of them. */
  readonly numRegisters: number;
  /** Those that compute something. */
  readonly stages: readonly RegisterStage[];
  /** `[outputDim]`. */
  readonly readout: readonly Form[];
}

/** A unit of the stage before: where it lies, and what it can be. */
interface Unit {
  readonly register: number;
  readonly bounds: Bounds;
}

/**
 * Gives every unit of a network a register. A residual stream can be read by all later layers, so a
 * unit that only carries an older one needs no new register and no computation.
 */
export function toRegisterFile(network: Network): RegisterFile {
  const { inputDim, inputBounds = unbounded } = network;
  let numRegisters = inputDim;
  let units: readonly Unit[] = Array.from({ length: inputDim }, (_, register) => ({
    register,
    bounds: inputBounds,
  }));
  const stages: RegisterStage[] = [];
  network.stages.forEach((stage, index) => {
    const before = units;
    units = Array.from({ length: stage.width }, (_, i): Unit => {
      const known = stage.bounds?.[i] ?? unbounded;
      const source = carriedUnit(stage, i, before);
      if (source !== undefined) return source;
      numRegisters += 1;
      const bounds = stage.kind === "ReLU" ? { ...known, min: Math.max(0, known.min) } : known;
      return { register: numRegisters - 1, bounds };
    });
    const computed = units.flatMap((unit, i) => (before.includes(unit) ? [] : [i]));
    if (computed.length > 0) stages.push(registerStage(stage, { index, before, units, computed }));
  });
  return { numRegisters, stages, readout: formsOf(network.readout, units) };
}

/** The unit whose value unit `i` of a stage repeats, if it computes nothing. */
function carriedUnit(
  stage: ReluStage | ProductStage | StateStage,
  i: number,
  before: readonly Unit[],
): Unit | undefined {
  switch (stage.kind) {
    case "ReLU": {
      const source = copiedUnit(stage.map, i, before);
      return source !== undefined && source.bounds.min >= 0 ? source : undefined;
    }
    case "Multiplicative": {
      const { weights, bias } = stage.gate;
      const isOne = weights.rowStarts[i] === weights.rowStarts[i + 1] && bias[i] === 1;
      return isOne ? copiedUnit(stage.value, i, before) : undefined;
    }
    case "LinState": {
      // A state that reads it wants its value of the step before: then it is no mere copy.
      const isAlone =
        stage.A.rowStarts[i] === stage.A.rowStarts[i + 1] && !stage.A.entryColumns.includes(i);
      return isAlone ? copiedUnit({ weights: stage.B, bias: stage.bias }, i, before) : undefined;
    }
  }
}

/** The unit that a row consists of, if it is a single 1. */
function copiedUnit(
  { weights: { rowStarts, entryColumns, values }, bias }: AffineMap,
  i: number,
  before: readonly Unit[],
): Unit | undefined {
  const k = rowStarts[i]!;
  const isCopy = rowStarts[i + 1] === k + 1 && values[k] === 1 && bias[i] === 0;
  return isCopy ? before[entryColumns[k]!] : undefined;
}

interface StageContext {
  readonly index: number;
  readonly before: readonly Unit[];
  readonly units: readonly Unit[];
  /** Those of the stage's units that are not carried. */
  readonly computed: readonly number[];
}

function registerStage(
  stage: ReluStage | ProductStage | StateStage,
  { index, before, units, computed }: StageContext,
): RegisterStage {
  switch (stage.kind) {
    case "ReLU": {
      const forms = formsOf(stage.map, before);
      const written = computed.map((i) => ({ register: units[i]!.register, form: forms[i]! }));
      return { kind: stage.kind, stage: index, units: written };
    }
    case "Multiplicative": {
      const gates = formsOf(stage.gate, before);
      const values = formsOf(stage.value, before);
      const written = computed.map((i) => ({
        register: units[i]!.register,
        gate: gates[i]!,
        value: values[i]!,
      }));
      return { kind: stage.kind, stage: index, units: written };
    }
    case "LinState": {
      const drifts = formsOf({ weights: stage.B, bias: stage.bias }, before);
      const written = connectedStates(stage.A, computed).map((states) => ({
        registers: states.map((i) => units[i]!.register),
        A: submatrix(stage.A, states),
        drifts: states.map((i) => drifts[i]!),
        initState: states.map((i) => stage.initState[i]!),
      }));
      return { kind: stage.kind, stage: index, units: written };
    }
  }
}

function formsOf({ weights, bias }: AffineMap, units: readonly Unit[]): readonly Form[] {
  return Array.from(bias, (constant, i) => {
    const entries: (readonly [number, number])[] = [];
    let [min, max] = [constant, constant];
    for (let k = weights.rowStarts[i]!; k < weights.rowStarts[i + 1]!; k += 1) {
      const { register, bounds } = units[weights.entryColumns[k]!]!;
      const weight = weights.values[k]!;
      entries.push([register, weight]);
      min += weight * (weight > 0 ? bounds.min : bounds.max);
      max += weight * (weight > 0 ? bounds.max : bounds.min);
    }
    return { entries, bias: constant, bounds: { min, max } };
  });
}

/** Groups states that read one another, directly or through others. */
function connectedStates(A: SparseMatrix, states: readonly number[]): readonly number[][] {
  const group = new Map(states.map((i) => [i, [i]]));
  for (const [i, j] of A.entries()) {
    const [a, b] = [group.get(i), group.get(j)];
    if (a === undefined || b === undefined || a === b) continue;
    a.push(...b);
    for (const member of b) group.set(member, a);
  }
  return [...new Set(group.values())].map((members) => members.toSorted((a, b) => a - b));
}

function submatrix(A: SparseMatrix, states: readonly number[]): SparseMatrix {
  const place = new Map(states.map((state, k) => [state, k]));
  const entries = Array.from(A.entries()).flatMap(([i, j, value]): Entry[] => {
    const [row, column] = [place.get(i), place.get(j)];
    return row === undefined || column === undefined ? [] : [[row, column, value]];
  });
  return SparseMatrix.fromEntries(states.length, states.length, entries);
}
