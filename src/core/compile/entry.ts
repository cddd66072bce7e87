import type { GraphNode } from "./graph.ts";
import type { GraphVariable, Held } from "./graph-variable.ts";
import type { Recording } from "./recording.ts";

/** What a recording reads and writes. */
export interface EntryValues {
  /** What the session must hold to run it. */
  readonly held: readonly Held[];
  /** Variables that get a new value, in the order of the recording's assignments. */
  readonly assigned: readonly GraphVariable[];
  /** All that are read or get a new value. */
  readonly variables: readonly GraphVariable[];
}

/** One recording as a part of the program's graph. */
export interface Entry extends EntryValues {
  readonly nodes: readonly GraphNode[];
  /** Whether what is fetched are results, and not just a sign that all is assigned. */
  readonly hasResults: boolean;
  /** Edges to feed and to fetch, joined by commas as the addon takes them. */
  readonly inputNames: string;
  readonly outputNames: string;
}

/**
 * Makes a recording's part of the graph: its nodes, the assignments once all else has run, so that a
 * run that fails changes nothing, and the results once all is assigned.
 */
export function createEntry(
  { nodes, inputs, outputs, assignments }: Recording,
  prefix: string,
  values: EntryValues,
): Entry {
  const sources = [...outputs.map(({ name }) => name), ...assignments.map(({ value }) => value)];
  const ready = noOp(`${prefix}/ready`, sources.map(nodeOf));
  const isMove = (i: number) => assignments[i]!.value.endsWith("/read:0");
  const computed = values.assigned.flatMap((_, i) => (isMove(i) ? [] : [`^${prefix}/assign_${i}`]));
  const assigns = values.assigned.map((variable, i) => ({
    name: `${prefix}/assign_${i}`,
    op: "AssignVariableOp",
    inputs: [
      `${variable.name}:0`,
      assignments[i]!.value,
      `^${ready.name}`,
      // Once the variable it comes from has its next value, the old one is moved instead of copied.
      ...(isMove(i) ? computed : []),
    ],
    attributes: { dtype: { kind: "type", value: variable.dtype } as const },
  }));
  const assignedAll = noOp(
    `${prefix}/assigned`,
    assigns.map(({ name }) => name),
  );
  const results = outputs.map(({ name, dtype }, i) => ({
    name: `${prefix}/result_${i}`,
    op: "Identity",
    inputs: [name, `^${assignedAll.name}`],
    attributes: { T: { kind: "type", value: dtype } as const },
  }));
  // A function without results is run for its assignments.
  const done = results.length > 0 ? results : [emptyConstant(`${prefix}/done`, assignedAll.name)];
  return {
    nodes: [...nodes, ready, ...assigns, assignedAll, ...done],
    ...values,
    hasResults: results.length > 0,
    inputNames: edgesOf(inputs),
    outputNames: edgesOf(done.map(({ name }) => name)),
  };
}

function edgesOf(names: readonly string[]): string {
  return names.map((name) => `${name}:0`).join(",");
}

function nodeOf(edge: string): string {
  return edge.slice(0, edge.lastIndexOf(":"));
}

function noOp(name: string, after: readonly string[]): GraphNode {
  const inputs = [...new Set(after)].map((node) => `^${node}`);
  return { name, op: "NoOp", inputs, attributes: {} };
}

function emptyConstant(name: string, after: string): GraphNode {
  const FLOAT = 1;
  const value = { dtype: FLOAT, shape: [0], content: new Uint8Array(0), isFilled: false };
  return {
    name,
    op: "Const",
    inputs: [`^${after}`],
    attributes: { dtype: { kind: "type", value: FLOAT }, value: { kind: "constant", value } },
  };
}
