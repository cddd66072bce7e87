/**
 * Indices of at most about `limit` values that draw the same curve: of each run of values the
 * first, the least, the greatest and the last.
 */
export function thinOut(values: readonly number[], limit: number): readonly number[] {
  if (values.length <= limit) return Array.from(values.keys());
  const runs = Math.ceil(limit / 4);
  const kept: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = Math.floor((run * values.length) / runs);
    const end = Math.floor(((run + 1) * values.length) / runs);
    let [least, greatest] = [start, start];
    for (let i = start; i < end; i++) {
      if (values[i]! < values[least]!) least = i;
      if (values[i]! > values[greatest]!) greatest = i;
    }
    const picked = new Set([start, least, greatest, end - 1]);
    kept.push(...[...picked].sort((a, b) => a - b));
  }
  return kept;
}
