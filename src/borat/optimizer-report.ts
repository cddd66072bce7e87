import type { LossFunction, Optimizer, StepReport } from "../optim/index.ts";
import type { DualSolution } from "./dual.ts";

/** The pieces behind a move. */
export interface BundleReport extends DualSolution {
  /** Minibatch losses above the lower bound, in order of collection, each at its own point. */
  readonly losses: readonly number[];
  /** Value of each piece at the start of the bundle, loss units. */
  readonly b: readonly number[];
  /** `[N-1, N-1]`, inner products of the pieces' gradients. */
  readonly gram: readonly (readonly number[])[];
  /** Length of the step before momentum and projection, in units of the weights. */
  readonly stepNorm: number;
}

/** What one call of {@link BoratOptimizer.step} did. */
export interface BoratReport extends StepReport {
  /** Present when the dual was solved: at every update, and at inner moves by the dual. */
  readonly bundle?: BundleReport;
}

/** An optimiser whose reports tell of the bundle. */
export interface BoratOptimizer extends Optimizer {
  step(loss: LossFunction): BoratReport;
}
