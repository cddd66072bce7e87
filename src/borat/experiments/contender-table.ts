import type { MethodName } from "../methods.ts";
import type { Cell } from "./cell.ts";
import type { ContenderPoint } from "./contenders.ts";

/** What a method is akin to. */
export type ContenderFamily =
  | "gradient descent"
  | "adaptive"
  | "Polyak step"
  | "line search"
  | "bundle"
  | "parameter-free"
  | "schedule-free";

/** All of names, in the order of tables. */
export const names = [
  "sgd",
  "sgd-steps",
  "adam",
  "adamw",
  "amsgrad",
  "adagrad",
  "yogi",
  "alig",
  "sps",
  "sls",
  "l4adam",
  "l4mom",
  "bpgrad",
  "dfw",
  "prodigy",
  "dog",
  "ldog",
  "dadapt-adam",
  "dadapt-sgd",
  "schedule-free-adamw",
  "schedule-free-sgd",
  "borat-2",
  "borat-3",
  "borat-5",
] as const;

/** Name of a method that can be compared; `borat-N` takes bundles of N pieces. */
export type ContenderName = (typeof names)[number];

/** A method as data. */
export interface ContenderEntry {
  /** For tables and legends. */
  readonly label: string;
  readonly family: ContenderFamily;
  readonly method: MethodName;
  /** Its one knob, in terms of the grid's eta. */
  readonly knob: string;
  /** Value of the knob at an eta of the grid. */
  valueAt(eta: number, normalised: boolean): number;
  /** The option that the knob is; by default the step size of the run. */
  readonly knobOption?: string;
  /**
   * Whether the method is meant to run untuned. Eta 1 is then its published setting, and a
   * comparison runs that alone.
   */
  readonly isUntuned: boolean;
  /** Losses it can train by; by default all. */
  readonly losses?: readonly Cell["loss"][];
  readonly schedule?: NonNullable<Cell["schedule"]>;
  /** Options besides the knob. */
  options?(point: ContenderPoint): Cell["options"];
}

/** A method whose step size, or its cap, is the grid's eta times a factor. */
function stepSized(scale = 1): Pick<ContenderEntry, "knob" | "valueAt" | "isUntuned"> {
  const knob = scale === 1 ? "eta" : `eta x ${scale}`;
  return { knob, valueAt: (eta) => scale * eta, isUntuned: false };
}

/** A method that runs at its published setting, which is eta 1. */
function untuned(
  published: number,
  symbol: string,
  option?: string,
): Pick<ContenderEntry, "knob" | "valueAt" | "isUntuned" | "knobOption"> {
  const knob = `${symbol} = ${published === 1 ? "" : `${published} x `}eta`;
  const common = { knob, valueAt: (eta: number) => published * eta, isUntuned: true };
  return option === undefined ? common : { ...common, knobOption: option };
}

const momentum: ContenderEntry["options"] = (point) => ({ momentum: point.momentum });
const nesterov: ContenderEntry["options"] = (point) => ({
  momentum: point.momentum,
  nesterov: point.momentum > 0,
});
// The authors of both let the step size double in an epoch.
const doubling = ({ stepsPerEpoch }: ContenderPoint) => 2 ** (1 / stepsPerEpoch);

// Adam's usual step sizes lie two decades below SGD's; the authors' grids shift them likewise.
const adaptive = { family: "adaptive", ...stepSized(0.01) } as const;

/** DoG's first movement: 1e-6, and 1e-4 where batch normalisation makes the scale of the weights idle. */
const firstMovement = {
  family: "parameter-free",
  isUntuned: true,
  knob: "first movement = 1e-6 x eta (1e-4 x eta with BN)",
  valueAt: (eta: number, normalised: boolean) => (normalised ? 1e-4 : 1e-6) * eta,
  knobOption: "initialMovement",
} as const;

/** The methods; none has weight decay but AdamW, whose own 0.01 stays. */
export const entries: Readonly<Record<ContenderName, ContenderEntry>> = {
  sgd: {
    label: "SGD",
    family: "gradient descent",
    method: "sgd",
    ...stepSized(),
    options: nesterov,
  },
  "sgd-steps": {
    label: "SGD + schedule",
    family: "gradient descent",
    method: "sgd",
    ...stepSized(),
    options: nesterov,
    // The drops of the authors' wide residual networks: x0.2 at 30, 60 and 80 % of the training.
    schedule: { milestones: [0.3, 0.6, 0.8], factor: 0.2 },
  },
  adam: { label: "Adam", method: "adam", ...adaptive },
  adamw: { label: "AdamW", method: "adamw", ...adaptive },
  amsgrad: { label: "AMSGrad", method: "amsgrad", ...adaptive },
  adagrad: { label: "Adagrad", method: "adagrad", ...adaptive },
  yogi: { label: "Yogi", method: "yogi", ...adaptive },
  alig: { label: "ALI-G", family: "bundle", method: "alig", ...stepSized(), options: momentum },
  sps: {
    label: "SPS",
    family: "Polyak step",
    method: "sps",
    isUntuned: true,
    knob: "c = 0.5 / eta",
    valueAt: (eta) => 0.5 / eta,
    knobOption: "scale",
    options: (point) => ({ growth: doubling(point) }),
  },
  sls: {
    label: "SLS (Armijo)",
    family: "line search",
    method: "sls",
    isUntuned: true,
    knob: "c = 0.1 / eta, at most 0.5",
    valueAt: (eta) => Math.min(0.5, 0.1 / eta),
    knobOption: "sufficientDecrease",
    options: (point) => ({ growth: doubling(point) }),
  },
  l4adam: {
    label: "L4Adam",
    family: "Polyak step",
    method: "l4adam",
    ...untuned(0.15, "alpha"),
  },
  l4mom: {
    label: "L4Mom",
    family: "Polyak step",
    method: "l4mom",
    ...untuned(0.15, "alpha"),
    options: (point) => ({ beta: point.momentum }),
  },
  bpgrad: {
    label: "BPGrad",
    family: "Polyak step",
    method: "bpgrad",
    ...stepSized(),
    options: momentum,
  },
  dfw: {
    label: "DFW",
    family: "bundle",
    method: "dfw",
    ...stepSized(),
    options: momentum,
    losses: ["hinge", "smoothed-hinge"],
  },
  prodigy: {
    label: "Prodigy",
    family: "parameter-free",
    method: "prodigy",
    ...untuned(1, "distance factor", "distanceFactor"),
  },
  dog: { label: "DoG", method: "dog", ...firstMovement },
  ldog: { label: "L-DoG", method: "ldog", ...firstMovement },
  "dadapt-adam": {
    label: "D-Adapt Adam",
    family: "parameter-free",
    method: "dadapt-adam",
    ...untuned(1, "factor"),
  },
  "dadapt-sgd": {
    label: "D-Adapt SGD",
    family: "parameter-free",
    method: "dadapt-sgd",
    ...untuned(1, "factor"),
    options: momentum,
  },
  "schedule-free-adamw": {
    label: "Schedule-free AdamW",
    family: "schedule-free",
    method: "schedule-free-adamw",
    ...untuned(0.0025, "step size"),
    options: () => ({ warmupSteps: 100 }),
  },
  "schedule-free-sgd": {
    label: "Schedule-free SGD",
    family: "schedule-free",
    method: "schedule-free-sgd",
    ...untuned(1, "step size"),
    options: momentum,
  },
  "borat-2": boratOf(2),
  "borat-3": boratOf(3),
  "borat-5": boratOf(5),
};

function boratOf(bundleSize: number): ContenderEntry {
  return {
    label: `BORAT ${bundleSize}`,
    family: "bundle",
    method: "borat",
    ...stepSized(),
    options: (point) => ({ bundleSize, momentum: point.momentum }),
  };
}
