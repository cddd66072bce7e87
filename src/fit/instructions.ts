/**
 * Number of a kind of focus instruction: 0 none, 1 focus(C), 2 focus(C) and ignore(S), 3 ignore(S),
 * 4 focus(S), 5 focus(S) and ignore(C), 6 ignore(C). `C` is the core, `S` the spurious feature.
 */
export type FocusType = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Every kind of instruction, in order. */
export const focusTypes: readonly FocusType[] = [0, 1, 2, 3, 4, 5, 6];

/** The six that are trained; ignore(C) alone never is. */
export const trainedFocusTypes: readonly FocusType[] = [0, 1, 2, 3, 4, 5];

/** Short names as figures write them. */
export const focusTypeNames: Readonly<Record<FocusType, string>> = {
  0: "Ø",
  1: "fcs(C)",
  2: "fcs(C)∧ign(S)",
  3: "ign(S)",
  4: "fcs(S)",
  5: "fcs(S)∧ign(C)",
  6: "ign(C)",
};

/** Whether an instruction asks for the answer of the spurious feature. */
export function asksForSpurious(type: FocusType): boolean {
  return type >= 4;
}

/**
 * The focus label `y_focus`: `y` under types 0 to 3, `y_s` under 4 to 6.
 *
 * @param labels.label - `y`, what the core feature determines.
 * @param labels.spuriousLabel - `y_s`, what the spurious feature answers by the training map.
 * @see Lamb et al. 2025 (FIT), eq. 3, for its place in the objective.
 */
export function focusLabel(
  type: FocusType,
  { label, spuriousLabel }: { readonly label: string; readonly spuriousLabel: string },
): string {
  return asksForSpurious(type) ? spuriousLabel : label;
}
