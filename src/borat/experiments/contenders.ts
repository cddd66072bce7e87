import { requireKnownName } from "../../core/index.ts";
import type { CellConfig } from "./cell.ts";
import { type ContenderEntry, type ContenderName, entries, names } from "./contender-table.ts";

export type { ContenderFamily, ContenderName } from "./contender-table.ts";

/** A training method as it is compared: what it is, and the run it makes of a point of the grid. */
export interface Contender extends Omit<ContenderEntry, "options" | "knobOption" | "schedule"> {
  readonly name: ContenderName;
  /** The method's part of a run's configuration. */
  toCell(
    point: ContenderPoint,
  ): Pick<CellConfig, "method"> & Partial<Pick<CellConfig, "options" | "eta" | "schedule">>;
}

/** Where on the grid a method runs, and what its defaults depend on. */
export interface ContenderPoint {
  /** Of the common grid; the method's own knob is {@link Contender.valueAt} of it. */
  readonly eta: number;
  /** In `[0, 1)`; for the methods that have one. */
  readonly momentum: number;
  /** Whether the model normalises over the batch. */
  readonly normalised: boolean;
  /** Minibatches per epoch. */
  readonly stepsPerEpoch: number;
}

/** Names of all methods that can be compared. */
export const contenderNames: readonly ContenderName[] = names;

/** The methods of the robustness studies: BORAT and those whose step size is swept beside it. */
export const robustnessMethods: readonly ContenderName[] = [
  "sgd",
  "sgd-steps",
  "adam",
  "alig",
  "borat-2",
  "borat-3",
  "borat-5",
];

/**
 * Finds a method.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones and suggests the nearest.
 */
export function getContender(name: string): Contender {
  const known = requireKnownName("getContender: name", name, names);
  const { options, knobOption, schedule, ...entry } = entries[known];
  return {
    name: known,
    ...entry,
    toCell: (point) => {
      const value = entry.valueAt(point.eta, point.normalised);
      const others = options?.(point) ?? {};
      return {
        method: entry.method,
        options: knobOption === undefined ? others : { ...others, [knobOption]: value },
        ...(knobOption === undefined ? { eta: value } : {}),
        ...(schedule === undefined ? {} : { schedule }),
      };
    },
  };
}

/** The methods that can train by a loss, in order. */
export function contendersFor(loss: NonNullable<CellConfig["loss"]>): readonly ContenderName[] {
  return names.filter((name) => entries[name].losses?.includes(loss) ?? true);
}
