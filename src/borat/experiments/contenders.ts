import { requireKnownName, type tf } from "../../core/index.ts";
import { adam, alig, type Optimizer, type Schedule, sgd, stepSchedule } from "../../optim/index.ts";
import { borat } from "../optimizer.ts";

/** What a method needs for one run. */
interface ContenderSettings {
  /** The method's own step size: the grid's eta times {@link Contender.etaScale}. */
  readonly eta: number;
  /** In `[0, 1)`. */
  readonly momentum: number;
  /** Radius of the ball that holds all weights. */
  readonly maxNorm?: number | undefined;
}

/** A training method as it is compared: an optimiser, and a schedule if it has one. */
export interface Contender {
  readonly name: ContenderName;
  /** For tables and legends. */
  readonly label: string;
  /** Factor between the grid's eta and the method's step size. */
  readonly etaScale: number;
  create(variables: readonly tf.Variable[], settings: ContenderSettings): Optimizer;
  /** Step size at a fraction of the training in `[0, 1)`; constant by default. */
  schedule?(eta: number): Schedule;
}

const names = ["sgd", "sgd-steps", "adam", "alig", "borat-2", "borat-3", "borat-5"] as const;

/** Name of a method that can be compared; `borat-N` takes bundles of N pieces. */
export type ContenderName = (typeof names)[number];

/** Names of all methods. */
export const contenderNames: readonly ContenderName[] = names;

/** To diverge is a result here. */
const common = { nonFinite: "skip" } as const;

const createSgd: Contender["create"] = (variables, { eta, momentum, maxNorm }) =>
  sgd(variables, { ...common, learningRate: eta, momentum, nesterov: momentum > 0, maxNorm });

const contenders: Readonly<Record<ContenderName, Omit<Contender, "name">>> = {
  sgd: { label: "SGD", etaScale: 1, create: createSgd },
  "sgd-steps": {
    label: "SGD + schedule",
    etaScale: 1,
    create: createSgd,
    // The drops of the authors' wide residual networks: x0.2 at 30, 60 and 80 % of the training.
    schedule: (eta) => stepSchedule(eta, { milestones: [0.3, 0.6, 0.8], factor: 0.2 }),
  },
  adam: {
    label: "Adam",
    etaScale: 0.01, // Adam's usual step sizes lie two decades below SGD's
    create: (variables, { eta, maxNorm }) =>
      adam(variables, { ...common, learningRate: eta, maxNorm }),
  },
  alig: {
    label: "ALI-G",
    etaScale: 1,
    create: (variables, { eta, momentum, maxNorm }) =>
      alig(variables, { ...common, learningRate: eta, momentum, maxNorm }),
  },
  "borat-2": boratOf(2),
  "borat-3": boratOf(3),
  "borat-5": boratOf(5),
};

/**
 * Finds a method.
 *
 * @throws {ConfigError} On an unknown name; lists the known ones and suggests the nearest.
 */
export function getContender(name: string): Contender {
  const known = requireKnownName("getContender: name", name, names);
  return { name: known, ...contenders[known] };
}

function boratOf(bundleSize: number): Omit<Contender, "name"> {
  return {
    label: `BORAT ${bundleSize}`,
    etaScale: 1,
    create: (variables, settings) => borat(variables, { ...common, ...settings, bundleSize }),
  };
}
