import { ConfigError, requireInRange, requireKnownName } from "../../core/index.ts";

/**
 * How a spurious feature goes with the label. `S` is uniform over its values; the label is `y_s` with
 * probability `rho`, else uniform over the others.
 *
 * @see Lamb et al. 2025 (FIT), the figure of the generating process.
 */
export interface Association {
  /** `N` labels, at least two. */
  readonly labels: readonly string[];
  /** `s -> y_s`, at least one value. */
  readonly labelOf: Readonly<Record<string, string>>;
  /** Predictivity `P(Y = y_s | S = s)`, in [0, 1]; `1 / N` makes `S` and `Y` independent. */
  readonly rho: number;
}

/**
 * Checks an association.
 *
 * @throws {ConfigError} If a label is not one of `labels`, `rho` is outside [0, 1], or there is too
 * little of either.
 */
export function createAssociation(association: Association): Association {
  const { labels, labelOf, rho } = association;
  requireInRange("createAssociation: rho", rho, { min: 0, max: 1 });
  requireInRange("createAssociation: number of labels", labels.length, { min: 2 });
  requireInRange("createAssociation: number of values", Object.keys(labelOf).length, { min: 1 });
  for (const [value, label] of Object.entries(labelOf)) {
    requireKnownName(`createAssociation: label of ${value}`, label, labels);
  }
  return association;
}

/** `P(Y = y | S = s)`: `rho` if `y = y_s`, else `(1 - rho) / (N - 1)`. */
export function labelGivenSpurious(
  { labels, labelOf, rho }: Association,
  label: string,
  value: string,
): number {
  return labelOf[value] === label ? rho : (1 - rho) / (labels.length - 1);
}

/** `P(Y = y)` for each label: the mean of `P(Y = y | S = s)` over the values. */
export function labelDistribution(association: Association): Readonly<Record<string, number>> {
  const values = Object.keys(association.labelOf);
  return Object.fromEntries(
    association.labels.map((label) => {
      const given = values.map((value) => labelGivenSpurious(association, label, value));
      return [label, sum(given) / values.length];
    }),
  );
}

/**
 * `P(S = s | Y = y)` for each value: which values a text of label `y` is given.
 *
 * @throws {ConfigError} If the label never occurs: `rho` is 1 and no value is tied to it, or 0 and
 * every value is.
 */
export function spuriousGivenLabel(
  association: Association,
  label: string,
): Readonly<Record<string, number>> {
  const values = Object.keys(association.labelOf);
  const given = values.map((value) => labelGivenSpurious(association, label, value));
  const total = sum(given);
  if (!(total > 0)) {
    throw new ConfigError(
      `spuriousGivenLabel: "${label}" must occur at rho ${association.rho}, got probability 0`,
    );
  }
  return Object.fromEntries(values.map((value, i) => [value, given[i]! / total]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
