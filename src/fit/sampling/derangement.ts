import { requireKnownName } from "../../core/index.ts";

/**
 * Ties each spurious value to another label than before: every label moves on to the next, so two
 * swap. It is the map that the split `flipped` is drawn by.
 *
 * @param labelOf - `s -> y_s`.
 * @param labels - All labels, at least two.
 * @returns A map without fixed point: no value keeps its label.
 * @throws {ConfigError} If a value is tied to none of the labels.
 */
export function derangement(
  labelOf: Readonly<Record<string, string>>,
  labels: readonly string[],
): Readonly<Record<string, string>> {
  const moved = Object.entries(labelOf).map(([value, label]) => {
    requireKnownName(`derangement: label of ${value}`, label, labels);
    return [value, labels[(labels.indexOf(label) + 1) % labels.length]!];
  });
  return Object.fromEntries(moved);
}
