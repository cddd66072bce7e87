import { ConfigError } from "../../core/index.ts";

/**
 * Token sequences packed into rows, where a beginning that several share is there once.
 *
 * Each token is one row; row by row the model computes what it would for the sequences one by one,
 * since a causal model's state at a token depends on the tokens before it alone.
 */
export interface TokenForest {
  /** Token of each row, `[N]`. */
  readonly tokens: Int32Array;
  /** Place of each row's token in its sequence, from 0, `[N]`. */
  readonly positions: Int32Array;
  /** Rows that each row sees: `L` half-open intervals, empty ones last, `[N, L, 2]`. */
  readonly spans: Int32Array;
  /** `L`, a power of two. */
  readonly spansPerRow: number;
  /** Row of each token of each sequence, in the order they were given. */
  readonly rows: readonly Int32Array[];
}

/** Options of {@link plantForest}. */
export interface ForestOptions {
  /**
   * Numbers of rows to fill up to with rows that see nothing, increasing; the first that is enough counts.
   * So batches of similar sizes run the same compiled graph. By default as many as there are.
   */
  readonly sizes?: readonly number[];
  /** Least number of intervals per row; for the same reason. Default 1. */
  readonly minSpans?: number;
}

/** A token with what may follow it. */
interface TreeNode {
  readonly children: Map<number, TreeNode>;
  row: number;
}

type Interval = readonly [begin: number, end: number];

/**
 * Packs sequences so that shared beginnings are computed once.
 *
 * @param sequences - Token ids, each sequence with at least one.
 * @throws {ConfigError} If there is no sequence, or one is empty.
 */
export function plantForest(
  sequences: readonly (readonly number[])[],
  { sizes = [], minSpans = 1 }: ForestOptions = {},
): TokenForest {
  requireTokens(sequences);
  const root: TreeNode = { children: new Map(), row: -1 };
  const paths = sequences.map((sequence) => insert(root, sequence));
  const tokens: number[] = [];
  const positions: number[] = [];
  const visible: (readonly Interval[])[] = [];
  // Depth first, so that a token's first successor is the next row: most rows see few intervals.
  const stack = successors(root, [], 0);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, token, position } = next;
    node.row = tokens.length;
    tokens.push(token);
    positions.push(position);
    const seen = extend(next.seen, node.row);
    visible.push(seen);
    stack.push(...successors(node, seen, position + 1));
  }
  const size = sizes.find((enough) => enough >= tokens.length) ?? tokens.length;
  const spansPerRow = powerOfTwo(Math.max(minSpans, ...visible.map(({ length }) => length)));
  return {
    tokens: padded(tokens, size),
    positions: padded(positions, size),
    spans: layOut(visible, size, spansPerRow),
    spansPerRow,
    rows: paths.map((path) => Int32Array.from(path, ({ row }) => row)),
  };
}

function requireTokens(sequences: readonly (readonly number[])[]): void {
  if (sequences.length === 0) {
    throw new ConfigError("plantForest: sequences must not be empty, got none");
  }
  const empty = sequences.findIndex(({ length }) => length === 0);
  if (empty >= 0) {
    throw new ConfigError(
      `plantForest: each sequence must have a token, got none in sequence ${empty}`,
    );
  }
}

function insert(root: TreeNode, sequence: readonly number[]): readonly TreeNode[] {
  let node = root;
  return sequence.map((token) => {
    const next = node.children.get(token) ?? { children: new Map(), row: -1 };
    node.children.set(token, next);
    node = next;
    return next;
  });
}

/** What follows a node, last first: the stack gives it back in order. */
function successors(node: TreeNode, seen: readonly Interval[], position: number) {
  return [...node.children].reverse().map(([token, child]) => ({
    node: child,
    token,
    position,
    seen,
  }));
}

function extend(seen: readonly Interval[], row: number): readonly Interval[] {
  const last = seen.at(-1);
  if (last?.[1] === row) return [...seen.slice(0, -1), [last[0], row + 1]];
  return [...seen, [row, row + 1]];
}

function layOut(
  visible: readonly (readonly Interval[])[],
  size: number,
  spansPerRow: number,
): Int32Array {
  const spans = new Int32Array(size * spansPerRow * 2);
  for (const [row, intervals] of visible.entries()) {
    spans.set(intervals.flat(), row * spansPerRow * 2);
  }
  return spans;
}

function padded(values: readonly number[], size: number): Int32Array {
  const result = new Int32Array(size);
  result.set(values);
  return result;
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(atLeast));
}
