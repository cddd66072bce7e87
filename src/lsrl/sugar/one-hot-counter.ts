import { requireKnownName } from "../../core/names.ts";
import { requireInRange } from "../../core/ranges.ts";
import { linear, linState, type Node } from "../language/index.ts";
import { type Entry, SparseMatrix } from "../matrix.ts";
import { readStepScale, type StepOptions } from "./constants.ts";
import { bitBounds } from "./operands.ts";
import { step } from "./step.ts";

/** How a counter modulo `n` keeps its place in one step's state. */
export type CycleKind = "rotation" | "ring";

/** Options of {@link oneHotCounter}. */
export interface OneHotOptions extends StepOptions {
  /** Default: `"ring"`. */
  readonly kind?: CycleKind;
}

/**
 * The bits "t mod n = i", `[n]`, at step `t = 0, 1, 2, ...`
 *
 * - `ring`: a linear state with the cyclic permutation of `n` coordinates. Integers only, so exact in
 *   every arithmetic and for every `n`; no ReLU; its matrix is not diagonalisable over the reals.
 * - `rotation`: the paper's. A linear state turns `(1, 0)` by `2 pi / n` a token; the projection on
 *   direction `i` is 1 if `i = t mod n`, else at most `cos(2 pi / n)`, and a step at `cos(pi / n)` tells
 *   them apart. Right if `mu (1 - cos(pi / n)) >= 1`, so only up to `n = 70` for the paper's `mu` of
 *   1000. Rounding changes the state's length by up to 1e-16 a token, which is harmless, but by up to
 *   3e-8 in float32: right for 1e5 tokens up to about `n = 70`, for some 500 at `n = 500` (measured).
 *
 * @param x - Any node of the program.
 * @param n - Modulus, an integer >= 1.
 * @param options - `stepScale` is of the rotation; default: the power of two that `n` needs.
 * @throws {ConfigError} If an argument is out of range.
 * @see Petrov et al. 2024 (LSRL), appendix A, for the rotation (its matrix is printed there without
 * the minus sign); the ring is ours.
 */
export function oneHotCounter(
  x: Node,
  n: number,
  { kind = "ring", ...options }: OneHotOptions = {},
): Node {
  requireInRange("oneHotCounter: n", n, { min: 1, integer: true });
  return requireKnownName("oneHotCounter: kind", kind, ["rotation", "ring"]) === "ring"
    ? ring(x, n)
    : rotation(x, n, options);
}

/** The least power of two `mu` with `mu (1 - cos(pi / n)) >= 2`: twice what a rotation modulo `n` needs. */
export function rotationStepScale(n: number): number {
  return 2 ** Math.ceil(Math.log2(2 / rotationGap(n)));
}

/** `1 - cos(pi / n)`: how far the indicator that is on lies above the threshold. */
function rotationGap(n: number): number {
  return 2 * Math.sin(Math.PI / (2 * n)) ** 2; // without the cancellation for large n
}

function ring(x: Node, n: number): Node {
  const turn = Array.from({ length: n }, (_, i): Entry => [(i + 1) % n, i, 1]);
  const initState = new Float64Array(n);
  initState[n - 1] = 1;
  return linState(x, {
    A: SparseMatrix.fromEntries(n, n, turn),
    B: SparseMatrix.zeros(n, x.dim),
    initState,
  }).bounded(bitBounds);
}

function rotation(x: Node, n: number, { stepScale = rotationStepScale(n) }: StepOptions): Node {
  const scale = readStepScale("oneHotCounter", { stepScale });
  const angle = (2 * Math.PI) / n;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const state = linState(x, {
    A: [
      [c, -s],
      [s, c],
    ],
    B: SparseMatrix.zeros(2, x.dim),
    initState: [c, -s], // one turn before (1, 0)
  });
  const directions = Array.from({ length: n }, (_, i) => [
    Math.cos(i * angle),
    Math.sin(i * angle),
  ]);
  const gap = rotationGap(n);
  // A multiple of 2^-20, or finer where the gap asks for it, keeps the step's arithmetic exact.
  const grid = 2 ** Math.max(20, Math.ceil(Math.log2(64 / gap)));
  const threshold = Math.round((1 - gap) * grid) / grid;
  return step(linear(state, directions).sub(threshold), { stepScale: scale });
}
