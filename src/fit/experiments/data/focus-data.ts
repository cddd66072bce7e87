import type { TextSource } from "../../../data/index.ts";
import type { CuedExample } from "../../cued-example.ts";
import type { TypeAccuracy } from "../../evaluation/focus-accuracy.ts";
import type { FocusQuery, Prediction } from "../../evaluation/query.ts";
import type { FocusType } from "../../instructions.ts";
import type { FocusSource } from "../../mixture.ts";
import type { ValueSet } from "../../splits.ts";
import type { FocusRun } from "../config.ts";

/** Focus accuracies on one split. */
export interface SplitAccuracy {
  /** E.g. `iid` or `flipped`; `test` where the data are not split by predictivity. */
  readonly split: string;
  readonly accuracies: readonly TypeAccuracy[];
}

/** Questions to a model, and what its answers say. */
export interface FocusTest {
  readonly values: ValueSet;
  readonly phrasing: "known" | "heldOut";
  readonly queries: readonly FocusQuery[];
  /** Focus accuracies of predictions on the queries. */
  measure(predictions: readonly Prediction[]): readonly SplitAccuracy[];
}

/** All that a run trains and tests on. */
export interface FocusData {
  readonly sources: readonly FocusSource[];
  readonly validation: readonly FocusQuery[];
  readonly tests: readonly FocusTest[];
  /** What was read. */
  readonly origin: readonly TextSource[];
}

/** Values and phrasings of a run's tests. */
export function testKinds({
  test: { unseen, heldOut },
}: FocusRun): readonly Pick<FocusTest, "values" | "phrasing">[] {
  return [
    { values: "seen", phrasing: "known" },
    ...(heldOut ? [{ values: "seen", phrasing: "heldOut" } as const] : []),
    ...(unseen ? [{ values: "unseen", phrasing: "known" } as const] : []),
  ];
}

/** How a run asks its test questions. */
export function askOptions(
  { test, numShots }: FocusRun,
  phrasing: "known" | "heldOut",
  trained: readonly CuedExample[],
) {
  const types: readonly FocusType[] = test.types;
  const shots = numShots > 0 ? { shotsFrom: trained, numShots } : {};
  return { seed: test.seed, types, phrasing, ...shots };
}
