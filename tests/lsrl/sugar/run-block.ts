import { forEach, input, type Node, type RunOptions } from "../../../src/lsrl/language/index.ts";

/** Builds a block on the entries of a token and runs it on each row, `[T][dim]`. */
export function runBlock(
  build: (entries: readonly Node<1>[]) => Node,
  rows: readonly (readonly number[])[],
  options: RunOptions = {},
): number[][] {
  const dim = rows[0]!.length;
  const token = input(dim);
  const entries = Array.from({ length: dim }, (_, i) => token.at(i));
  return forEach(build(entries)).run(rows, options);
}
