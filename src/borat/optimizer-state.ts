import { ConfigError, scoped } from "../core/index.ts";
import {
  assignAll,
  type OptimizerState,
  requireNumbers,
  restoreAll,
  saveAll,
} from "../optim/index.ts";
import type { Bundle } from "./bundle.ts";
import type { BoratSlots } from "./optimizer-device.ts";

/** What BORAT carries between calls on the host. */
export interface BoratMemory {
  /** Calls so far. */
  readonly steps: number;
  /** Proximal weight of the next bundle. */
  readonly eta: number;
  readonly open: OpenBundle | undefined;
}

/** A bundle being collected. */
export interface OpenBundle {
  readonly bundle: Bundle;
  /** Weights of the pieces in the move from the base to the present point. */
  readonly placement: readonly number[];
}

/** Copies what is carried to the host. */
export function saveMemory(
  name: string,
  { steps, eta, open }: BoratMemory,
  { velocity, base, gradients }: BoratSlots,
): OptimizerState {
  const pieces = open?.bundle.losses.length ?? 0;
  if (open === undefined) {
    return {
      name,
      numbers: { steps, eta, pieces },
      tensors: Object.fromEntries(saveAll("velocity", velocity)),
    };
  }
  const { bundle, placement } = open;
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
      ...gradients.slice(0, pieces).flatMap((gradient, n) => saveAll(`gradient/${n}`, gradient)),
    ]),
  };
}

/**
 * Puts what {@link saveMemory} wrote back in place.
 *
 * @param slots - Take the tensors.
 * @returns The host's part.
 * @throws {ConfigError} If the state is another optimiser's or incomplete.
 * @throws {ShapeError} If the state is of other variables.
 */
export function restoreMemory(name: string, state: OptimizerState, slots: BoratSlots): BoratMemory {
  const { steps, eta, pieces } = requireNumbers(name, state, ["steps", "eta", "pieces"]);
  const list = (key: string) => requireList(state, key);
  const open = pieces === 0 ? undefined : readOpenBundle(list);
  const lists = [
    { prefix: "velocity", variables: slots.velocity },
    ...(open ? [{ prefix: "base", variables: slots.base }] : []),
    ...slots.gradients
      .slice(0, pieces)
      .map((variables, n) => ({ prefix: `gradient/${n}`, variables })),
  ];
  scoped(() => {
    // All are read before any is assigned: a state that does not fit changes nothing.
    const restored = lists.map(({ prefix, variables }) =>
      restoreAll(state.tensors, prefix, variables),
    );
    for (const [i, { variables }] of lists.entries()) assignAll(variables, restored[i]!);
  });
  return { steps, eta, open };
}

function readOpenBundle(list: (key: string) => readonly number[]): OpenBundle {
  const etas = list("etas");
  const bundle = {
    etas,
    losses: list("losses"),
    products: etas.map((_, g) => list(`products/${g}`)),
    placements: list("placements"),
  };
  return { bundle, placement: list("placement") };
}

function requireList(state: OptimizerState, key: string): readonly number[] {
  const value = state.numbers[key];
  if (Array.isArray(value)) return value;
  throw new ConfigError(`setState: numbers.${key} must be a list of numbers, got ${value}`);
}
