import { ConfigError } from "./errors.ts";

/**
 * Finds the known name that takes the fewest single-letter edits to reach, letter case aside.
 *
 * @returns The nearest name, or `undefined` when none shares at least half its letters.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const edits = editDistance(given.toLowerCase(), name.toLowerCase());
    if (edits < fewest && edits <= Math.max(given.length, name.length) / 2) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

/**
 * Fails when a name is not one of the known ones.
 *
 * @param subject - Function and argument, e.g. `"createOptimizer: name"`.
 * @throws {ConfigError} Lists the known names and suggests the nearest.
 */
export function requireKnownName<T extends string>(
  subject: string,
  given: string,
  known: readonly T[],
): T {
  const found = known.find((name) => name === given);
  if (found !== undefined) return found;
  const nearest = nearestName(given, known);
  const suggestion = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  throw new ConfigError(
    `${subject} must be one of ${known.join(", ")}, got "${given}".${suggestion}`,
  );
}

/** Levenshtein distance: insertions, deletions and replacements from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
