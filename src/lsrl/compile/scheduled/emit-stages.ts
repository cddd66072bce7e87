import type { Bounds } from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import { type AffineMap, Network, type Stage } from "../../network/index.ts";
import { type AffineForm, constantForm } from "./affine-form.ts";
import { Bundler, type Carried, carriedUnit, reluParts } from "./carried.ts";
import type { PlannedStage, Schedule } from "./schedule.ts";
import { blockForms, blockWidth, type UnitGraph } from "./unit-graph.ts";

/** One number of a stage's output: a value, or in a ReLU stage the part of it that has that sign. */
interface Slot {
  readonly value: Carried;
  readonly part: 1 | -1 | "whole";
}

/**
 * Writes the stages. A stage computes its new units and carries every older value that is still read
 * later: a state with a zero row in A, a product with the gate 1, a ReLU as itself if it can not be
 * negative and else as the pair `R(x), R(-x)`.
 */
export function emitStages(
  graph: UnitGraph,
  { stages: planned }: Schedule,
  outputs: readonly AffineForm[],
  inputBounds: Bounds | undefined,
): Network {
  const bundler = new Bundler(graph);
  planned.forEach(({ blocks }, k) => {
    for (const block of blocks) bundler.addUses(blockForms(block), k);
  });
  bundler.addUses(outputs, planned.length);

  let values = Array.from({ length: graph.inputDim }, (_, unit) => carriedUnit(graph, unit));
  let slots = values.map((value): Slot => ({ value, part: "whole" }));
  const stages: Stage[] = [];
  planned.forEach((stage, k) => {
    const computed = unitsOf(stage).map((unit) => carriedUnit(graph, unit));
    const carried = bundler.bundle(values, k);
    const kept = carried.flatMap((value): readonly Slot[] =>
      stage.kind === "ReLU"
        ? reluParts(value).map((part) => ({ value, part }))
        : [{ value, part: "whole" }],
    );
    const reader = new StageReader(slots);
    slots = [...computed.map((value): Slot => ({ value, part: "whole" })), ...kept];
    stages.push({ ...emitStage(stage, kept, reader), ...notesOf(slots) });
    values = [...computed, ...carried];
  });
  const readout = new StageReader(slots).map(outputs);
  return new Network({ inputDim: graph.inputDim, inputBounds, stages, readout });
}

/** Reads forms off the numbers of a stage. */
class StageReader {
  readonly #width: number;
  /** Of the first unit of each value: the value, and its places with their signs. */
  readonly #places = new Map<number, { value: Carried; signs: [place: number, sign: 1 | -1][] }>();

  constructor(slots: readonly Slot[]) {
    this.#width = slots.length;
    slots.forEach(({ value, part }, place) => {
      const found = this.#places.get(value.units[0]!) ?? { value, signs: [] };
      found.signs.push([place, part === "whole" ? 1 : part]);
      this.#places.set(value.units[0]!, found);
    });
  }

  /** The forms as a map from the stage's numbers. */
  map(forms: readonly AffineForm[]): AffineMap {
    const entries: Entry[] = [];
    forms.forEach(({ units, coefficients }, row) => {
      units.forEach((unit, i) => {
        // The other units of a value occur with it, in the same proportions.
        const found = this.#places.get(unit);
        if (found === undefined) return;
        const factor = coefficients[i]! / found.value.weights[0]!;
        for (const [place, sign] of found.signs) entries.push([row, place, sign * factor]);
      });
    });
    return {
      weights: SparseMatrix.fromEntries(forms.length, this.#width, entries),
      bias: Float64Array.from(forms, ({ constant }) => constant),
    };
  }
}

function emitStage(
  { kind, blocks }: PlannedStage,
  kept: readonly Slot[],
  reader: StageReader,
): Stage {
  const carries = kept.map(carryForm);
  switch (kind) {
    case "ReLU": {
      const forms = blocks.flatMap((block) => (block.kind === kind ? [block.form] : []));
      return { kind, width: 0, map: reader.map([...forms, ...carries]) };
    }
    case "Multiplicative": {
      const products = blocks.flatMap((block) => (block.kind === kind ? [block] : []));
      const open = carries.map(() => constantForm(1));
      return {
        kind,
        width: 0,
        gate: reader.map([...products.map(({ gate }) => gate), ...open]),
        value: reader.map([...products.map(({ value }) => value), ...carries]),
      };
    }
    case "LinState": {
      const states = blocks.flatMap((block) => (block.kind === kind ? [block] : []));
      const drift = [...states.flatMap((state) => state.drift), ...carries];
      const { weights: B, bias } = reader.map(drift);
      const none = SparseMatrix.zeros(carries.length, carries.length);
      const initState = new Float64Array(drift.length);
      initState.set(states.flatMap((state) => state.initState));
      const A = SparseMatrix.blockDiagonal([...states.map((state) => state.A), none]);
      return { kind, width: 0, A, B, bias, initState };
    }
  }
}

function unitsOf({ blocks }: PlannedStage): readonly number[] {
  return blocks.flatMap((block) =>
    Array.from({ length: blockWidth(block) }, (_, i) => block.firstUnit + i),
  );
}

function carryForm({ value: { units, weights }, part }: Slot): AffineForm {
  const sign = part === "whole" ? 1 : part;
  return {
    units: Int32Array.from(units),
    coefficients: Float64Array.from(weights, (weight) => sign * weight),
    constant: 0,
  };
}

function notesOf(slots: readonly Slot[]) {
  return {
    width: slots.length,
    labels: slots.map(({ value: { label }, part }) =>
      label === undefined || part === "whole" ? label : `${label}${part === 1 ? "+" : "-"}`,
    ),
    bounds: slots.map(({ value: { bounds }, part }): Bounds => {
      if (part === "whole") return bounds;
      return { min: 0, max: Math.max(0, part === 1 ? bounds.max : -bounds.min) };
    }),
  };
}
