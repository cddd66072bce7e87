import { type Bounds, scaleBounds } from "../../language/index.ts";
import type { AffineForm } from "./affine-form.ts";
import { isParallel, type UnitGraph } from "./unit-graph.ts";

/** A value that travels from stage to stage: `sum weights[i] * units[i]`. */
export interface Carried {
  /** Ascending. */
  readonly units: readonly number[];
  /** None is 0. */
  readonly weights: readonly number[];
  readonly bounds: Bounds;
  readonly label: string | undefined;
}

/** A unit by itself. */
export function carriedUnit({ bounds, labels }: UnitGraph, unit: number): Carried {
  return { units: [unit], weights: [1], bounds: bounds[unit]!, label: labels.get(unit) };
}

/** Where a unit is read: in which form, and with which coefficient. */
interface Use {
  /** Stage of the form. */
  readonly stage: number;
  readonly form: number;
  readonly coefficient: number;
}

/**
 * Joins values that are only read together. A step function, for one, is the difference of two ReLUs;
 * once both are computed, its value alone is carried.
 */
export class Bundler {
  readonly #graph: UnitGraph;
  readonly #uses: Use[][];
  #numForms = 0;

  constructor(graph: UnitGraph) {
    this.#graph = graph;
    this.#uses = Array.from({ length: graph.numUnits }, () => []);
  }

  /** Tells that the forms are read at `stage`; to be called for all, in order of stages. */
  addUses(forms: readonly AffineForm[], stage: number): void {
    for (const { units, coefficients } of forms) {
      const form = this.#numForms;
      this.#numForms += 1;
      units.forEach((unit, i) => {
        this.#uses[unit]!.push({ stage, form, coefficient: coefficients[i]! });
      });
    }
  }

  /** The values that are read after `stage`, those that are only read together as one. */
  bundle(values: readonly Carried[], stage: number): readonly Carried[] {
    const groups = new Map<string, { readonly values: Carried[]; readonly factors: number[] }[]>();
    for (const value of values) {
      const uses = this.#uses[value.units[0]!]!.filter((use) => use.stage > stage);
      if (uses.length === 0) continue;
      const factors = uses.map(({ coefficient }) => coefficient / value.weights[0]!);
      const key = uses.map(({ form }) => form).join();
      const candidates = groups.get(key) ?? [];
      groups.set(key, candidates);
      const group = candidates.find((candidate) => isParallel(candidate.factors, factors));
      if (group === undefined) candidates.push({ values: [value], factors });
      else group.values.push(scale(value, factors[0]! / group.factors[0]!));
    }
    return [...groups.values()].flat().flatMap((group) => this.#join(group.values));
  }

  /** One value for several, unless its parts are fewer numbers to a ReLU stage. */
  #join(values: readonly Carried[]): readonly Carried[] {
    if (values.length === 1) return values;
    const pairs = values
      .flatMap(({ units, weights }) => units.map((unit, i) => [unit, weights[i]!] as const))
      .sort(([a], [b]) => a - b);
    const units = pairs.map(([unit]) => unit);
    const weights = pairs.map(([, weight]) => weight);
    const known = this.#graph.knownSum(units, weights);
    const joined: Carried =
      known === undefined
        ? { units, weights, bounds: sumBounds(values), label: undefined }
        : { units, weights: Array.from(known.weights), bounds: known.bounds, label: known.label };
    const cost = values.reduce((sum, value) => sum + reluParts(value).length, 0);
    return reluParts(joined).length <= cost ? [joined] : values;
  }
}

/** The signs of the parts, `R(x)` and `R(-x)`, that tell a value. */
export function reluParts({ bounds }: Carried): readonly (1 | -1)[] {
  if (bounds.min >= 0) return [1];
  return bounds.max <= 0 ? [-1] : [1, -1];
}

function scale({ units, weights, bounds }: Carried, factor: number): Carried {
  return {
    units,
    weights: weights.map((weight) => factor * weight),
    bounds: scaleBounds(factor, bounds),
    label: undefined,
  };
}

function sumBounds(values: readonly Carried[]): Bounds {
  return {
    min: values.reduce((sum, { bounds }) => sum + bounds.min, 0),
    max: values.reduce((sum, { bounds }) => sum + bounds.max, 0),
  };
}
