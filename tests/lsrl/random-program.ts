import { createRandom, type Random } from "../../src/core/random.ts";
import {
  type Bounds,
  concat,
  forEach,
  input,
  linear,
  linState,
  multiplicative,
  type Node,
  type NodeKind,
  type Program,
  relu,
} from "../../src/lsrl/language/index.ts";

/** What the programs may contain. */
export interface RandomProgramOptions {
  /** Whether there may be `Multiplicative` nodes. Default: true. */
  readonly products?: boolean;
  /**
   * The transitions of states: `"stable"` ones are diagonal, rotations, shifts, permutations or dense,
   * of spectral radius <= 1; `"unitDiagonal"` ones are diagonal with entries in [0, 1]. Default: `"stable"`.
   */
  readonly transitions?: "stable" | "unitDiagonal";
  /** Bounds declared on the input; pass them to {@link randomSequence} too. Default: none. */
  readonly inputBounds?: Bounds;
}

/** A node, and the number of inputs that are multiplied in its entries. */
interface Candidate {
  readonly node: Node;
  readonly degree: number;
}

const maxDegree = 4;
const maxDim = 4;

/**
 * A program of 3 to 12 nodes of all kinds, of dimension 1 to 4 but for concatenations (up to 8). Nodes
 * have several readers, `Concat` may list a node twice, and the output depends on every node.
 */
export function randomProgram(seed: number, options: RandomProgramOptions = {}): Program {
  const random = createRandom(seed).fork("program");
  const first = input(1 + random.integer(maxDim), options.inputBounds ?? {});
  const pool: Candidate[] = [{ node: first, degree: 1 }];
  const size = 3 + random.integer(8); // the output may add two
  while (pool.length < size) {
    const candidate = randomNode(random, pool, options);
    if (candidate !== undefined) pool.push(candidate);
  }
  const read = new Set(pool.flatMap(({ node }) => node.operands));
  const leaves = pool.flatMap(({ node }) => (read.has(node) ? [] : [node]));
  const [only, second] = leaves;
  return forEach(second === undefined ? only! : randomSink(random, leaves));
}

/** Tokens with entries in [-2, 2], or in the bounds given; some entries come twice. */
export function randomSequence(
  seed: number,
  dim: number,
  length: number,
  { min, max }: Bounds = { min: -2, max: 2 },
): number[][] {
  const random = createRandom(seed).fork("sequence");
  const entry = () =>
    random.integer(4) === 0
      ? Math.min(max, Math.max(min, Math.round(random.uniform(min, max))))
      : random.uniform(min, max);
  return Array.from({ length }, () => Array.from({ length: dim }, entry));
}

/** The largest absolute value, at least 1, of any node at any step: what rounding errors scale with. */
export function largestValue(program: Program, sequence: readonly (readonly number[])[]): number {
  const traces = program.trace(sequence, { nodes: program.nodes });
  return Math.max(1, ...traces.flatMap(({ values }) => values.flat().map(Math.abs)));
}

function randomSink(random: Random, leaves: readonly Node[]): Node {
  const all = concat(random.shuffle(leaves));
  switch (random.integer(4)) {
    case 0:
      return relu(all);
    case 1:
      return linear(all, randomMatrix(random, 1 + random.integer(maxDim), all.dim));
    case 2:
      return all.slice(random.integer(all.dim));
    default:
      return all;
  }
}

/** `undefined` where the operands that were drawn do not fit. */
function randomNode(
  random: Random,
  pool: readonly Candidate[],
  { products = true, transitions = "stable" }: RandomProgramOptions,
): Candidate | undefined {
  const kinds: readonly NodeKind[] = ["Linear", "LinState", "ReLU", "Concat", "Slice"];
  const kind = pick(random, products ? [...kinds, "Multiplicative"] : kinds);
  const { node: x, degree } = pick(random, pool);
  switch (kind) {
    case "Linear": {
      const rows = 1 + random.integer(maxDim);
      return {
        node: linear(x, randomMatrix(random, rows, x.dim), randomVector(random, rows)),
        degree,
      };
    }
    case "LinState": {
      const dim = 1 + random.integer(maxDim);
      const A = transitions === "stable" ? stableMatrix(random, dim) : unitDiagonal(random, dim);
      const B = randomMatrix(random, dim, x.dim);
      const [initState, bias] = [randomVector(random, dim), randomVector(random, dim)];
      return { node: linState(x, { A, B, initState, bias }), degree };
    }
    case "ReLU":
      return { node: relu(x), degree };
    case "Slice": {
      const start = random.integer(x.dim);
      const end = start + 1 + random.integer(x.dim - start);
      return { node: x.slice(start, end), degree };
    }
    case "Concat": {
      const others = Array.from({ length: random.integer(3) }, () => pick(random, pool));
      const all = [{ node: x, degree }, ...others];
      const node = concat(all.map((candidate) => candidate.node));
      if (node.dim > 2 * maxDim) return undefined;
      return { node, degree: Math.max(...all.map((candidate) => candidate.degree)) };
    }
    default: {
      if (x.dim % 2 !== 0 || 2 * degree > maxDegree) return undefined;
      return { node: multiplicative(x), degree: 2 * degree };
    }
  }
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(values.length)]!;
}

/** A multiple of 1/8 in [-1.5, 1.5], often 0: equal rows and exact sums do happen. */
function randomWeight(random: Random): number {
  return random.integer(3) === 0 ? 0 : (random.integer(25) - 12) / 8;
}

function randomVector(random: Random, length: number): number[] {
  return Array.from({ length }, () => randomWeight(random));
}

function randomMatrix(random: Random, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => randomVector(random, columns));
}

function squareMatrix(size: number, entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => entry(i, j)),
  );
}

function unitDiagonal(random: Random, size: number): number[][] {
  const diagonal = Array.from({ length: size }, () => pick(random, [0, 1, 1, random.uniform()]));
  return squareMatrix(size, (i, j) => (i === j ? diagonal[i]! : 0));
}

function stableMatrix(random: Random, size: number): number[][] {
  switch (random.integer(5)) {
    case 0:
      return unitDiagonal(random, size);
    case 1: // a shift register
      return squareMatrix(size, (i, j) => (j === i + 1 ? 1 : 0));
    case 2: {
      const order = random.permutation(size);
      return squareMatrix(size, (i, j) => (order[i] === j ? 1 : 0));
    }
    case 3: {
      const angle = random.uniform(0, 2 * Math.PI);
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      const rotation = [
        [cosine, -sine],
        [sine, cosine],
      ];
      return squareMatrix(size, (i, j) => rotation[i]?.[j] ?? (i === j ? 0.5 : 0));
    }
    default: {
      const dense = randomMatrix(random, size, size);
      const norm = Math.max(1, ...dense.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
      return dense.map((row) => row.map((x) => x / norm));
    }
  }
}
