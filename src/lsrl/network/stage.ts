import type { Bounds } from "../language/node.ts";
import type { SparseMatrix } from "../matrix.ts";

/** `weights x + bias`. */
export interface AffineMap {
  /** `[m][n]`. */
  readonly weights: SparseMatrix;
  /** `[m]`. */
  readonly bias: Float64Array;
}

/** What is known about the units of a stage; compilers fill it in. */
interface StageNotes {
  /** Number of units `m`. */
  readonly width: number;
  /** `[m]`: what each unit holds, where it has a name. */
  readonly labels?: readonly (string | undefined)[];
  /** `[m]`: the least and the greatest value that each unit can have. */
  readonly bounds?: readonly Bounds[];
}

/** `x <- max(0, W x + b)`. */
export interface ReluStage extends StageNotes {
  readonly kind: "ReLU";
  readonly map: AffineMap;
}

/** `x <- (Wa x + ba) * (Wv x + bv)`, entry by entry; a carried unit has the constant gate 1. */
export interface ProductStage extends StageNotes {
  readonly kind: "Multiplicative";
  readonly gate: AffineMap;
  readonly value: AffineMap;
}

/** `s <- A s + B x + bias; x <- s`; a carried unit has a zero row in `A`. */
export interface StateStage extends StageNotes {
  readonly kind: "LinState";
  /** `[m][m]`. */
  readonly A: SparseMatrix;
  /** `[m][n]`. */
  readonly B: SparseMatrix;
  readonly bias: Float64Array;
  readonly initState: Float64Array;
}

/** One step of a compiled network. */
export type Stage = ReluStage | ProductStage | StateStage;

/** The letter of a stage in a network's stage string. */
export const stageLetters = { ReLU: "R", Multiplicative: "M", LinState: "S" } as const;

/** The affine maps of a stage, with their names; a state's recurrence is `A`. */
export function stageMatrices(stage: Stage): Readonly<Record<string, SparseMatrix>> {
  switch (stage.kind) {
    case "ReLU":
      return { W: stage.map.weights };
    case "Multiplicative":
      return { "W gate": stage.gate.weights, "W value": stage.value.weights };
    case "LinState":
      return { A: stage.A, B: stage.B };
  }
}

/** The constant vectors that are added in a stage, with their names. */
export function stageBiases(stage: Stage): Readonly<Record<string, Float64Array>> {
  switch (stage.kind) {
    case "ReLU":
      return { b: stage.map.bias };
    case "Multiplicative":
      return { "b gate": stage.gate.bias, "b value": stage.value.bias };
    case "LinState":
      return { bias: stage.bias };
  }
}
