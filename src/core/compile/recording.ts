import type { tf } from "../engine.ts";
import type { DataTypeNumber, GraphNode } from "./graph.ts";
import type { Handle } from "./handles.ts";

/** Names the graph's variables; their nodes are shared by all recordings of a graph. */
export interface VariableNames {
  /** Name of what holds a variable's value. */
  ofVariable(variable: tf.Variable): string;
  /**
   * Name of what holds a constant that came from outside; `dataId` tells equal ones.
   *
   * @param copy - Gives a handle for whoever names it to free.
   */
  ofOutside(dataId: object, copy: () => Handle): string;
}

/** A variable that got a new value, and the edge that computes it. */
export interface Assignment {
  readonly variable: tf.Variable;
  readonly value: string;
}

/** A recorded run of a function. */
export interface Recording {
  readonly nodes: readonly GraphNode[];
  /** Name of the placeholder of each argument, in order. */
  readonly inputs: readonly string[];
  /** Edge and dtype of each result. */
  readonly outputs: readonly Edge[];
  /** Variables whose value is read. */
  readonly reads: ReadonlySet<tf.Variable>;
  readonly assignments: readonly Assignment[];
  /** Whether the function made variables, which a graph can not repeat. */
  readonly createsVariables: boolean;
}

/** What a tensor is in the graph. */
export interface Edge {
  /** `node:output`. */
  readonly name: string;
  readonly dtype: DataTypeNumber;
  /** What made it, for messages. */
  readonly source: string;
}
