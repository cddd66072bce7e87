import {
  type Bounds,
  intersect,
  type Node,
  type Program,
  scaleBounds,
} from "../../language/index.ts";
import { type Entry, SparseMatrix } from "../../matrix.ts";
import { type AffineForm, asUnit, constantForm, FormSum, unitForm } from "./affine-form.ts";
import { UnitGraph } from "./unit-graph.ts";

/** How programs are compiled by schedule. */
export interface ScheduleOptions {
  /**
   * Greatest length of a sequence. It bounds states that grow with every token; longer sequences
   * may then give wrong results. Default: none.
   */
  readonly horizon?: number;
  /**
   * Computes the value of a step function before it is read where its constants round, as those of
   * the preset `paper` do: more stages, but rounding errors no greater than the program's own. Without
   * it weights are multiplied through as in the paper's compiler. Default: true.
   */
  readonly guard?: boolean;
}

/** A coordinate of a node. */
interface Coordinate {
  readonly form: AffineForm;
  readonly bounds: Bounds;
}

/** A program in terms of its units. */
export interface Scalarised {
  readonly graph: UnitGraph;
  /** `[outputDim]`. */
  readonly outputs: readonly AffineForm[];
}

/**
 * Writes every coordinate of a program as an affine form over units. Linear, Concat and Slice vanish
 * into the forms; what is computed twice becomes one unit; a ReLU or product that is affine after all,
 * by the bounds of its argument or because a factor is constant, becomes a form.
 */
export function scalarise(
  { nodes, input, sink }: Program,
  { horizon, guard }: Required<ScheduleOptions>,
): Scalarised {
  const graph = new UnitGraph(input.dim, input.bounds, horizon);
  const scalariser = new Scalariser(graph, guard);
  for (const node of nodes) scalariser.add(node);
  return { graph, outputs: scalariser.coordinatesOf(sink).map(({ form }) => form) };
}

class Scalariser {
  readonly #graph: UnitGraph;
  readonly #guard: boolean;
  readonly #coordinates = new Map<Node, readonly Coordinate[]>();
  readonly #sum = new FormSum();

  constructor(graph: UnitGraph, guard: boolean) {
    this.#graph = graph;
    this.#guard = guard;
  }

  coordinatesOf(node: Node): readonly Coordinate[] {
    return this.#coordinates.get(node)!;
  }

  add(node: Node): void {
    const { bounds, label } = node;
    const coordinates = this.#evaluate(node).map((coordinate) =>
      bounds === undefined ? coordinate : this.#bounded(coordinate, bounds),
    );
    this.#coordinates.set(node, coordinates);
    if (bounds === undefined && label === undefined) return;
    coordinates.forEach((coordinate, i) => {
      const name = label !== undefined && node.dim > 1 ? `${label}[${i}]` : label;
      const unit = asUnit(coordinate.form);
      if (unit === undefined) {
        if (coordinate.form.units.length > 1)
          this.#graph.note(coordinate.form, coordinate.bounds, name);
        return;
      }
      if (bounds !== undefined) this.#graph.declare(unit, bounds);
      if (name !== undefined) this.#graph.label(unit, name);
    });
  }

  #evaluate({ operation, dim }: Node): readonly Coordinate[] {
    switch (operation.kind) {
      case "Input":
        return Array.from({ length: dim }, (_, i) => this.#unit(i));
      case "Linear":
        return this.#affine(operation.A, this.coordinatesOf(operation.x), operation.b);
      case "Slice":
        return this.coordinatesOf(operation.x).slice(operation.start, operation.end);
      case "Concat":
        return operation.xs.flatMap((x) => this.coordinatesOf(x));
      case "ReLU":
        return this.coordinatesOf(operation.x).map((x) => this.#relu(x));
      case "Multiplicative": {
        const x = this.coordinatesOf(operation.x);
        return x.slice(0, dim).map((first, i) => this.#product(first, x[dim + i]!));
      }
      case "LinState": {
        const drift = this.#affine(operation.B, this.coordinatesOf(operation.x), operation.bias);
        return this.#states(operation.A, operation.initState, drift);
      }
    }
  }

  /**
   * A step with `1 / mu` not a binary fraction is 1 up to `mu` roundings. A step of it would read it
   * twice, by two forms that round apart, and multiply the difference by `mu` again; so its value is
   * computed first, as the ReLU of what can not be negative.
   */
  #bounded({ form, bounds }: Coordinate, declared: Bounds): Coordinate {
    const narrowed = { form, bounds: intersect(bounds, declared) };
    if (!this.#guard) return narrowed;
    const isRough = form.units.some(
      (unit, i) => Math.abs(form.coefficients[i]!) > 1 && this.#graph.isRounded(unit),
    );
    if (!isRough || narrowed.bounds.min < 0) return narrowed;
    return this.#unit(this.#graph.relu(form, narrowed.bounds));
  }

  #unit(unit: number): Coordinate {
    return { form: unitForm(unit), bounds: this.#graph.bounds[unit]! };
  }

  #affine(A: SparseMatrix, x: readonly Coordinate[], b: Float64Array): readonly Coordinate[] {
    return Array.from(b, (constant, i) => {
      let [min, max] = [constant, constant];
      this.#sum.start(constant);
      for (let k = A.rowStarts[i]!; k < A.rowStarts[i + 1]!; k += 1) {
        const factor = A.values[k]!;
        const { form, bounds } = x[A.entryColumns[k]!]!;
        this.#sum.add(factor, form);
        const part = scaleBounds(factor, bounds);
        min += part.min;
        max += part.max;
      }
      const form = this.#sum.finish();
      return { form, bounds: intersect({ min, max }, this.#graph.boundsOf(form)) };
    });
  }

  #relu({ form, bounds }: Coordinate): Coordinate {
    if (bounds.min >= 0 && isHarmless(form)) return { form, bounds };
    if (bounds.max <= 0) return { form: constantForm(0), bounds: { min: 0, max: 0 } };
    return this.#unit(this.#graph.relu(form, bounds));
  }

  #product(a: Coordinate, b: Coordinate): Coordinate {
    for (const [constant, other] of [
      [a, b],
      [b, a],
    ] as const) {
      if (constant.form.units.length > 0) continue;
      const factor = constant.form.constant;
      this.#sum.start(0);
      this.#sum.add(factor, other.form);
      const bounds = factor === 0 ? { min: 0, max: 0 } : scaleBounds(factor, other.bounds);
      return { form: this.#sum.finish(), bounds };
    }
    return this.#unit(this.#graph.product(a.form, b.form, a.bounds, b.bounds));
  }

  #states(
    A: SparseMatrix,
    initState: Float64Array,
    drift: readonly Coordinate[],
  ): readonly Coordinate[] {
    const coordinates = new Array<Coordinate>(drift.length);
    for (const members of connectedComponents(A)) {
      const block = submatrix(A, members);
      const inputs = members.map((i) => drift[i]!);
      if (block.numNonZeros === 0) {
        coordinates[members[0]!] = inputs[0]!; // forgets at once: no state
        continue;
      }
      const first = this.#graph.states(
        {
          A: block,
          initState: members.map((i) => initState[i]!),
          drift: inputs.map(({ form }) => form),
        },
        inputs.map(({ bounds }) => bounds),
      );
      members.forEach((i, k) => {
        coordinates[i] = this.#unit(first + k);
      });
    }
    return coordinates;
  }
}

/**
 * Whether a form may stand for its value in further forms. A sum with large weights is better computed
 * once: in a further form the weights would be multiplied, and the rounding errors with them.
 */
function isHarmless({ units, coefficients }: AffineForm): boolean {
  return units.length <= 1 || coefficients.every((value) => Math.abs(value) <= 1);
}

/** The sets of states that A binds together, each ascending. */
function connectedComponents(A: SparseMatrix): readonly (readonly number[])[] {
  const neighbours: number[][] = Array.from({ length: A.rows }, () => []);
  for (const [i, j] of A.entries()) {
    neighbours[i]!.push(j);
    neighbours[j]!.push(i);
  }
  const isSeen = new Uint8Array(A.rows);
  const components: number[][] = [];
  for (let start = 0; start < A.rows; start += 1) {
    if (isSeen[start] === 1) continue;
    isSeen[start] = 1;
    const members = [start];
    for (const member of members) {
      for (const neighbour of neighbours[member]!) {
        if (isSeen[neighbour] === 1) continue;
        isSeen[neighbour] = 1;
        members.push(neighbour);
      }
    }
    components.push(members.sort((a, b) => a - b));
  }
  return components;
}

function submatrix(A: SparseMatrix, members: readonly number[]): SparseMatrix {
  const place = new Map(members.map((member, k) => [member, k]));
  const entries: Entry[] = [];
  members.forEach((member, k) => {
    for (let e = A.rowStarts[member]!; e < A.rowStarts[member + 1]!; e += 1) {
      entries.push([k, place.get(A.entryColumns[e]!)!, A.values[e]!]);
    }
  });
  return SparseMatrix.fromEntries(members.length, members.length, entries);
}
