import type { BranchRule, FoldRule } from "../rule.ts";
import { carryPastRelus } from "./carry-past-relus.ts";
import { carryPastStates } from "./carry-past-states.ts";
import { foldConcatOfCopies } from "./fold-concat-of-copies.ts";
import { foldLinearAfterLinear } from "./fold-linear-after-linear.ts";
import { foldLinearIntoState } from "./fold-linear-into-state.ts";
import { foldReluAfterRelu } from "./fold-relu-after-relu.ts";
import { leadWithMaps } from "./lead-with-maps.ts";
import { mergeEqualReaders } from "./merge-equal-readers.ts";
import { mergeStates } from "./merge-states.ts";
import { multiplyBeside } from "./multiply-beside.ts";
import { multiplySlices } from "./multiply-slices.ts";
import { pushSlices } from "./push-slices.ts";
import { stackLinears } from "./stack-linears.ts";

export { tidyPath } from "./tidy-path.ts";

/** Applied in this order until none changes anything. */
export const foldRules: readonly FoldRule[] = [
  foldLinearAfterLinear,
  foldReluAfterRelu,
  foldLinearIntoState,
  foldConcatOfCopies,
];

/** The first that fits is applied to the first branch. */
export const branchRules: readonly BranchRule[] = [
  mergeEqualReaders,
  multiplyBeside,
  mergeStates,
  multiplySlices,
  pushSlices,
  stackLinears,
  carryPastStates,
  carryPastRelus,
  leadWithMaps,
];
