import type { Bounds } from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import { type AffineMap, Network, type Stage } from "../../network/index.ts";
import { type AffineForm, constantForm, unitForm } from "./affine-form.ts";
import type { PlannedStage, Schedule } from "./schedule.ts";
import { blockWidth, type UnitGraph } from "./unit-graph.ts";

/** Where a unit is found in the values of the stage before: `sum factor * value[place]`. */
type Layout = ReadonlyMap<number, readonly (readonly [place: number, factor: number])[]>;

/** A value of a stage: a unit, or in a ReLU stage the positive or negative part of a signed one. */
interface Slot {
  readonly unit: number;
  readonly part: 1 | -1 | 0;
}

/**
 * Writes the stages. A stage computes its new units and carries every older one that is still read
 * later: a state with a zero row in A, a product with the gate 1, a ReLU as itself if it can not be
 * negative and else as the pair `R(u), R(-u)`.
 */
export function emitStages(
  graph: UnitGraph,
  { stages: planned, lastUse }: Schedule,
  outputs: readonly AffineForm[],
  inputBounds: Bounds | undefined,
): Network {
  let layout: Layout = layoutOf(Array.from({ length: graph.inputDim }, (_, unit) => whole(unit)));
  let width = graph.inputDim;
  const stages: Stage[] = [];
  planned.forEach((stage, k) => {
    const carried = [...layout.keys()].filter((unit) => lastUse[unit]! > k);
    const emitter = new StageEmitter(graph, layout, width);
    const { emitted, slots } = emitter.emit(stage, carried);
    stages.push(emitted);
    layout = layoutOf(slots);
    width = slots.length;
  });
  const readout = new StageEmitter(graph, layout, width).map(outputs);
  return new Network({ inputDim: graph.inputDim, inputBounds, stages, readout });
}

class StageEmitter {
  readonly #graph: UnitGraph;
  readonly #layout: Layout;
  readonly #width: number;

  constructor(graph: UnitGraph, layout: Layout, width: number) {
    this.#graph = graph;
    this.#layout = layout;
    this.#width = width;
  }

  emit(
    stage: PlannedStage,
    carried: readonly number[],
  ): { readonly emitted: Stage; readonly slots: readonly Slot[] } {
    const computed = stage.blocks.flatMap((block) =>
      Array.from({ length: blockWidth(block) }, (_, i) => whole(block.firstUnit + i)),
    );
    const kept = carried.flatMap((unit) => this.#carry(unit, stage.kind));
    const slots = [...computed, ...kept];
    const notes = {
      width: slots.length,
      labels: slots.map((slot) => this.#label(slot)),
      bounds: slots.map((slot) => this.#bounds(slot)),
    };
    return { emitted: { ...this.#stage(stage, kept), ...notes }, slots };
  }

  /** The forms in terms of the values of the stage before. */
  map(forms: readonly AffineForm[]): AffineMap {
    const entries: Entry[] = [];
    forms.forEach(({ units, coefficients }, row) => {
      units.forEach((unit, i) => {
        for (const [place, factor] of this.#layout.get(unit)!) {
          entries.push([row, place, factor * coefficients[i]!]);
        }
      });
    });
    return {
      weights: SparseMatrix.fromEntries(forms.length, this.#width, entries),
      bias: Float64Array.from(forms, ({ constant }) => constant),
    };
  }

  #stage({ kind, blocks }: PlannedStage, kept: readonly Slot[]): Stage {
    const carries = kept.map(({ unit, part }): AffineForm => {
      const form = unitForm(unit);
      return part === -1 ? { ...form, coefficients: Float64Array.of(-1) } : form;
    });
    const width = blocks.reduce((sum, block) => sum + blockWidth(block), carries.length);
    switch (kind) {
      case "ReLU": {
        const forms = blocks.flatMap((block) => (block.kind === kind ? [block.form] : []));
        return { kind, width, map: this.map([...forms, ...carries]) };
      }
      case "Multiplicative": {
        const products = blocks.flatMap((block) => (block.kind === kind ? [block] : []));
        const one = constantForm(1);
        return {
          kind,
          width,
          gate: this.map([...products.map(({ gate }) => gate), ...carries.map(() => one)]),
          value: this.map([...products.map(({ value }) => value), ...carries]),
        };
      }
      case "LinState": {
        const states = blocks.flatMap((block) => (block.kind === kind ? [block] : []));
        const { weights: B, bias } = this.map([
          ...states.flatMap(({ drift }) => drift),
          ...carries,
        ]);
        const none = SparseMatrix.zeros(carries.length, carries.length);
        return {
          kind,
          width,
          A: SparseMatrix.blockDiagonal([...states.map(({ A }) => A), none]),
          B,
          bias,
          initState: Float64Array.from([
            ...states.flatMap(({ initState }) => initState),
            ...carries.map(() => 0),
          ]),
        };
      }
    }
  }

  #carry(unit: number, kind: PlannedStage["kind"]): readonly Slot[] {
    const isSigned = this.#graph.bounds[unit]!.min < 0;
    return kind === "ReLU" && isSigned
      ? [
          { unit, part: 1 },
          { unit, part: -1 },
        ]
      : [whole(unit)];
  }

  #label({ unit, part }: Slot): string | undefined {
    const label = this.#graph.labels.get(unit);
    return label === undefined || part === 0 ? label : `${label}${part === 1 ? "+" : "-"}`;
  }

  #bounds({ unit, part }: Slot): Bounds {
    const { min, max } = this.#graph.bounds[unit]!;
    if (part === 0) return { min, max };
    return { min: 0, max: Math.max(0, part === 1 ? max : -min) };
  }
}

function whole(unit: number): Slot {
  return { unit, part: 0 };
}

function layoutOf(slots: readonly Slot[]): Layout {
  const layout = new Map<number, [number, number][]>();
  slots.forEach(({ unit, part }, place) => {
    const places = layout.get(unit);
    if (places === undefined) layout.set(unit, [[place, part === -1 ? -1 : 1]]);
    else places.push([place, part === -1 ? -1 : 1]);
  });
  return layout;
}
