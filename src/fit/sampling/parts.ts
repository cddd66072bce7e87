import { createRandom, requireInRange } from "../../core/index.ts";
import { requireGroup } from "../fields.ts";
import type { FocusExample } from "../task.ts";
import { largestRemainder } from "./quotas.ts";

/** Examples to train on, to stop early by, and to test on. */
export interface Parts<Example> {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

/** How large the parts are. */
export interface PartOptions {
  /** Integer. */
  readonly seed: number;
  /** Share of the groups, in [0, 1). Default 0.08, near BBQ's in the paper. */
  readonly validation?: number;
  /** Share of the groups, in [0, 1). Default 0.12. */
  readonly test?: number;
}

/**
 * Cuts examples into three parts so that no group is in two of them, e.g. no template of BBQ: examples
 * of a group are too alike to train on some and test on others.
 *
 * @param key - The key of `groups`.
 * @throws {ConfigError} If the shares leave nothing to train on.
 */
export function splitByGroup<Example extends FocusExample>(
  examples: readonly Example[],
  key: string,
  { seed, validation = 0.08, test = 0.12 }: PartOptions,
): Parts<Example> {
  requireInRange("splitByGroup: validation", validation, { min: 0, below: 1 });
  requireInRange("splitByGroup: validation + test", validation + test, { min: 0, below: 1 });
  const groupOf = (example: Example) => requireGroup(example, key);
  const groups = createRandom(seed).shuffle(new Set(examples.map(groupOf)));
  const shares = [1 - validation - test, validation, test];
  const [numTrain = 0, numValidation = 0] = largestRemainder(shares, groups.length);
  const placeOf = new Map(groups.map((group, place) => [group, place]));
  const between = (first: number, end: number) =>
    examples.filter((example) => {
      const place = placeOf.get(groupOf(example))!;
      return place >= first && place < end;
    });
  const testStart = numTrain + numValidation;
  return {
    train: between(0, numTrain),
    validation: between(numTrain, testStart),
    test: between(testStart, groups.length),
  };
}
