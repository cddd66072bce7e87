import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { tf } from "../engine.ts";
import { CompileError, EngineError } from "../errors.ts";
import { encodeSavedModel, type GraphNode } from "./graph.ts";
import { GraphVariable } from "./graph-variable.ts";
import type { Backend, Handle } from "./handles.ts";
import type { Recording, VariableNames } from "./recorder.ts";

/** One recording as a part of the program's graph. */
export interface Entry {
  readonly recording: Recording;
  readonly outputs: readonly string[];
  readonly nodes: readonly GraphNode[];
}

/**
 * Several recordings as one TensorFlow session, with common variables. The session is made anew when
 * a recording is added, which is rare.
 */
export class Program implements VariableNames {
  readonly #backend: Backend;
  readonly #entries: Entry[] = [];
  readonly #variables = new Map<tf.Variable, GraphVariable>();
  readonly #outside = new Map<object, GraphVariable>();
  #session: number | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  ofVariable(variable: tf.Variable): string {
    const existing = this.#variables.get(variable);
    if (existing) return existing.name;
    const made = GraphVariable.ofVariable(
      this.#backend,
      `variable_${this.#numVariables}`,
      variable,
    );
    this.#variables.set(variable, made);
    return made.name;
  }

  ofOutside(dataId: object, copy: () => Handle): string {
    const existing = this.#outside.get(dataId);
    if (existing) return existing.name;
    const outside = copy();
    warnIfLarge(outside);
    const made = GraphVariable.ofOutside(this.#backend, `outside_${this.#numVariables}`, outside);
    this.#outside.set(dataId, made);
    return made.name;
  }

  /** Adds a recording; the session that has it is made at its first run. */
  add(recording: Recording, prefix: string): Entry {
    for (const { variable } of recording.assignments) this.ofVariable(variable);
    const entry = this.#createEntry(recording, prefix);
    this.#close();
    this.#entries.push(entry);
    return entry;
  }

  /** Runs a recording on new inputs; its results are the caller's to dispose. */
  run({ recording, outputs }: Entry, inputs: readonly tf.Tensor[]): readonly tf.Tensor[] {
    const used = this.#variablesOf(recording);
    for (const variable of used) variable.requireAlive();
    this.#session ??= this.#open();
    const session = this.#session;
    for (const variable of used) variable.load(session);
    const assigned = recording.assignments.map(({ variable }) => this.#variables.get(variable)!);
    for (const variable of assigned) variable.beforeChange();
    const results = this.#execute(session, recording.inputs, inputs, outputs);
    for (const variable of assigned) variable.afterChange(session);
    return results;
  }

  /** Copies the variables' values out of the session. */
  sync(): void {
    for (const variable of this.#variables.values()) variable.materialise();
  }

  dispose(): void {
    this.#close();
    for (const outside of this.#outside.values()) outside.dispose();
  }

  get #numVariables(): number {
    return this.#variables.size + this.#outside.size;
  }

  #variablesOf({ reads, assignments }: Recording): readonly GraphVariable[] {
    const all = new Set([...reads, ...assignments.map(({ variable }) => variable)]);
    return [
      ...[...all].map((variable) => this.#variables.get(variable)!),
      ...this.#outside.values(),
    ];
  }

  /** The recording's nodes, its assignments, and results that wait for these. */
  #createEntry(recording: Recording, prefix: string): Entry {
    const assigns = recording.assignments.map(({ variable, value }, i) => {
      const graphVariable = this.#variables.get(variable)!;
      return graphVariable.assignNode(`${prefix}/assign_${i}`, value);
    });
    const waits = assigns.map(({ name }) => `^${name}`);
    const results = recording.outputs.map(({ name, dtype }, i) => ({
      name: `${prefix}/result_${i}`,
      op: "Identity",
      inputs: i === 0 ? [name, ...waits] : [name],
      attributes: { T: { kind: "type", value: dtype } as const },
    }));
    // A function without results is run for its assignments.
    const done = results.length > 0 ? results : [doneNode(`${prefix}/done`, waits)];
    return {
      recording,
      outputs: done.map(({ name }) => name),
      nodes: [...recording.nodes, ...assigns, ...done],
    };
  }

  #open(): number {
    const variables = [...this.#variables.values(), ...this.#outside.values()];
    const nodes = [
      ...variables.flatMap((variable) => variable.nodes()),
      ...this.#entries.flatMap((entry) => entry.nodes),
    ];
    // TensorFlow loads sessions from a folder only.
    const folder = mkdtempSync(join(tmpdir(), "triptych-graph-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), encodeSavedModel(nodes));
      return this.#backend.loadSavedModelMetaGraph(folder, "serve");
    } catch (cause) {
      throw refusal(cause, nodes);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #execute(
    session: number,
    names: readonly string[],
    inputs: readonly tf.Tensor[],
    outputs: readonly string[],
  ): readonly tf.Tensor[] {
    const infos = names.map((name) => ({ name: `${name}:0`, dtype: "float32", shape: [] }));
    try {
      return this.#backend.runSavedModel(
        session,
        [...inputs],
        infos as never,
        outputs.map((name) => `${name}:0`),
      );
    } catch (cause) {
      throw new EngineError(`compile: TensorFlow could not run the graph: ${reasonOf(cause)}`, {
        cause,
      });
    }
  }

  #close(): void {
    if (this.#session === undefined) return;
    const variables = [...this.#variables.values(), ...this.#outside.values()];
    for (const variable of variables) variable.leave(this.#session);
    this.#backend.deleteSavedModel(this.#session);
    this.#session = undefined;
  }
}

function warnIfLarge({ shape }: Handle): void {
  const LARGE = 64; // MB
  const megabytes = (4 * shape.reduce((product, size) => product * size, 1)) / 2 ** 20;
  if (megabytes <= LARGE) return;
  process.emitWarning(
    `compile: the function uses a tensor [${shape.join(", ")}] from outside; the graph keeps a copy of its ${Math.round(megabytes)} MB and does not see later values. Pass it as an argument if it changes or memory is short.`,
  );
}

function doneNode(name: string, waits: readonly string[]): GraphNode {
  const FLOAT = 1;
  const constant = { dtype: FLOAT, shape: [], content: new Uint8Array(4), isFilled: false };
  return {
    name,
    op: "Const",
    inputs: waits,
    attributes: {
      dtype: { kind: "type", value: FLOAT },
      value: { kind: "constant", value: constant },
    },
  };
}

/** TensorFlow's message names the node at fault, and the node's name the operation. */
function refusal(cause: unknown, nodes: readonly GraphNode[]): CompileError {
  const reason = reasonOf(cause);
  const culprit = nodes.find(({ name }) => reason.includes(name));
  const operation = culprit ? `operation ${culprit.op}` : "an operation";
  return new CompileError(
    `compile: ${operation} can not be part of a graph: ${reason}. Compute it outside and pass the result as an argument.`,
    culprit?.name,
    { cause },
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
