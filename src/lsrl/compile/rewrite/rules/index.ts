import type { BranchRule, FoldRule } from "../rule.ts";
import { carryPastProducts } from "./carry-past-products.ts";
import { carryPastRelus } from "./carry-past-relus.ts";
import { carryPastStates } from "./carry-past-states.ts";
import { dropUnused } from "./drop-unused.ts";
import { foldConcatOfCopies } from "./fold-concat-of-copies.ts";
import { foldLinearAfterLinear } from "./fold-linear-after-linear.ts";
import { foldLinearIntoState } from "./fold-linear-into-state.ts";
import { foldReluAfterRelu } from "./fold-relu-after-relu.ts";
import { leadWithIdentities } from "./lead-with-identities.ts";
import { mergeEqualReaders } from "./merge-equal-readers.ts";
import { mergeStates } from "./merge-states.ts";
import { multiplySlices } from "./multiply-slices.ts";
import { pushSlicesIntoMaps } from "./push-slices-into-maps.ts";
import { pushSlicesPast } from "./push-slices-past.ts";
import { stackLinears } from "./stack-linears.ts";

export { computeStepsFirst } from "./compute-steps-first.ts";
export { tidyPath } from "./tidy-path.ts";

/** Applied in this order, over and over, until none changes anything. */
export const foldRules: readonly FoldRule[] = [
  foldLinearAfterLinear,
  foldReluAfterRelu,
  foldLinearIntoState,
  foldConcatOfCopies,
  dropUnused,
];

/**
 * The first that fits is applied to the first branch; one always does. Where the readers are of several
 * kinds, products go first, then states, then maps, and ReLUs last.
 *
 * Paper: a case for each mixture of kinds. Ours differ in the order: maps are stacked and folded as far
 * as they go before anything is carried past a ReLU, which gives the same kinds of stages, but fewer.
 */
export const branchRules: readonly BranchRule[] = [
  mergeEqualReaders, // all products, or all ReLUs
  carryPastProducts, // some products
  mergeStates, // all states
  pushSlicesIntoMaps, // all slices, some read by maps
  multiplySlices, // all slices, some read by products
  pushSlicesPast, // all slices
  stackLinears, // all maps
  carryPastStates, // some states
  carryPastRelus, // ReLUs and Concats
  leadWithIdentities, // maps with ReLUs or Concats
];
