import { ConfigError, type tf } from "../core/index.ts";
import {
  type OptimizerState,
  requireNumbers,
  restoreAll,
  saveAll,
  type TensorList,
} from "../optim/index.ts";
import type { Bundle } from "./bundle.ts";

/** What BORAT carries between calls. */
export interface BoratMemory {
  /** Calls so far. */
  readonly steps: number;
  /** Proximal weight of the next bundle. */
  readonly eta: number;
  /** Momentum buffer `v`; empty if no group has momentum. */
  readonly velocity: TensorList;
  readonly open: OpenBundle | undefined;
}

/** A bundle being collected. */
export interface OpenBundle {
  readonly bundle: Bundle;
  /** The weights `w_t`. */
  readonly base: TensorList;
  /** One list per piece. */
  readonly gradients: readonly TensorList[];
  /** Weights of the pieces in the move from the base to the present point. */
  readonly placement: readonly number[];
}

/** Copies the memory to the host. */
export function saveMemory(
  name: string,
  { steps, eta, velocity, open }: BoratMemory,
): OptimizerState {
  const pieces = open?.gradients.length ?? 0;
  if (open === undefined) {
    return {
      name,
      numbers: { steps, eta, pieces },
      tensors: Object.fromEntries(saveAll("velocity", velocity)),
    };
  }
  const { bundle, base, gradients, placement } = open;
  const products = bundle.products.map((rows, g) => [`products/${g}`, rows]);
  return {
    name,
    numbers: {
      steps,
      eta,
      pieces,
      etas: bundle.etas,
      losses: bundle.losses,
      placements: bundle.placements,
      placement,
      ...Object.fromEntries(products),
    },
    tensors: Object.fromEntries([
      ...saveAll("velocity", velocity),
      ...saveAll("base", base),
      ...gradients.flatMap((gradient, n) => saveAll(`gradient/${n}`, gradient)),
    ]),
  };
}

/**
 * Makes the memory that {@link saveMemory} wrote; the tensors are the caller's to keep.
 *
 * @param present - The optimiser's memory, for the shape of what is required.
 * @throws {ConfigError} If the state is another optimiser's or incomplete.
 * @throws {ShapeError} If the state is of other variables.
 */
export function restoreMemory(
  name: string,
  state: OptimizerState,
  variables: readonly tf.Variable[],
  present: BoratMemory,
): BoratMemory {
  const { steps, eta, pieces } = requireNumbers(name, state, ["steps", "eta", "pieces"]);
  const list = (key: string) => requireList(state, key);
  const restore = (prefix: string, like: TensorList) => restoreAll(state.tensors, prefix, like);
  const velocity = restore("velocity", present.velocity);
  if (pieces === 0) return { steps, eta, velocity, open: undefined };
  const etas = list("etas");
  const bundle = {
    etas,
    losses: list("losses"),
    products: etas.map((_, g) => list(`products/${g}`)),
    placements: list("placements"),
  };
  const gradients = Array.from({ length: pieces }, (_, n) => restore(`gradient/${n}`, variables));
  const open = {
    bundle,
    base: restore("base", variables),
    gradients,
    placement: list("placement"),
  };
  return { steps, eta, velocity, open };
}

function requireList(state: OptimizerState, key: string): readonly number[] {
  const value = state.numbers[key];
  if (Array.isArray(value)) return value;
  throw new ConfigError(`setState: numbers.${key} must be a list of numbers, got ${value}`);
}
