import type { Cell } from "./cell.ts";
import { type ContenderName, getContender } from "./contenders.ts";
import { type PlannedRun, type Run, toCell } from "./runs.ts";
import { isNormalised, type Setup } from "./setup.ts";

/** Where a run of a method stands on the grid of a study. */
export interface GridPlace {
  readonly method: ContenderName;
  /** The loss that is trained by. */
  readonly objective: Cell["loss"];
  /** Of the grid; the method's own knob is its contender's `valueAt` of it. */
  readonly eta: number;
  /** Radius of the ball that holds all weights; absent for none. */
  readonly maxNorm?: number;
  readonly momentum: number;
  readonly seed: number;
}

/** One run: a method at a place of the grid. */
export type RunRecord = Run<GridPlace>;

/** The axes of a grid; every combination is run. */
export interface GridAxes {
  readonly methods: readonly ContenderName[];
  readonly losses: readonly Cell["loss"][];
  /** Of each method. */
  etasOf(method: ContenderName): readonly number[];
  readonly maxNorms: readonly (number | undefined)[];
  readonly momenta: readonly number[];
}

/**
 * Plans a grid. Seeds are outermost, so that a first picture of all of it comes early; the methods
 * are innermost, so that what is compared is run side by side.
 */
export function planGrid(setup: Setup, axes: GridAxes): readonly PlannedRun<GridPlace>[] {
  const { losses, maxNorms, momenta, methods, etasOf } = axes;
  const etas = [...new Set(methods.flatMap((method) => etasOf(method)))];
  const places = setup.seeds.flatMap((seed) =>
    losses.flatMap((objective) =>
      momenta.flatMap((momentum) =>
        maxNorms.flatMap((maxNorm) =>
          etas.flatMap((eta) =>
            methods
              .filter((method) => etasOf(method).includes(eta))
              .map(
                (method): GridPlace => ({
                  ...{ method, objective, eta, momentum, seed },
                  ...(maxNorm === undefined ? {} : { maxNorm }),
                }),
              ),
          ),
        ),
      ),
    ),
  );
  return places.map((place) => ({ place, cell: cellAt(setup, place) }));
}

function cellAt(setup: Setup, { method, objective, eta, maxNorm, momentum, seed }: GridPlace) {
  const part = getContender(method).toCell({
    eta,
    momentum,
    normalised: isNormalised(setup),
    stepsPerEpoch: Math.ceil(setup.train / setup.batchSize),
  });
  const ball = maxNorm === undefined ? {} : { maxNorm };
  return toCell(setup, { ...part, ...ball, loss: objective, seed });
}
