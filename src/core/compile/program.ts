import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import type { tf } from "../engine.ts";
import { EngineError } from "../errors.ts";
import { createEntry, type Entry } from "./entry.ts";
import { GraphConstant, GraphVariable, type Held, nodesOf } from "./graph-variable.ts";
import { type Backend, createTensor, type Handle, idOf } from "./handles.ts";
import type { Recording, VariableNames } from "./recording.ts";
import { findNode, openSession, reasonOf } from "./session.ts";

/**
 * Several recordings as one TensorFlow session, with common variables. The session is made anew when
 * a recording is added, which is rare.
 *
 * TensorFlow prepares the whole graph once for every set of edges that is fed or fetched, which takes
 * as long as many steps: values are moved all together.
 */
export class Program implements VariableNames {
  readonly #backend: Backend;
  readonly #binding: TFJSBinding;
  readonly #entries: Entry[] = [];
  readonly #variables = new Map<tf.Variable, GraphVariable>();
  readonly #constants = new Map<object, GraphConstant>();
  #session: number | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#binding = backend.binding;
  }

  ofVariable(variable: tf.Variable): string {
    return this.#held(variable).name;
  }

  ofOutside(dataId: object, copy: () => Handle): string {
    const existing = this.#constants.get(dataId);
    if (existing) return existing.name;
    const outside = copy();
    warnIfLarge(outside);
    const made = new GraphConstant(`constant_${this.#constants.size}`, outside);
    this.#constants.set(dataId, made);
    return made.name;
  }

  /** Adds a recording; the session that has it is made at its first run. */
  add(recording: Recording, prefix: string): Entry {
    const assigned = recording.assignments.map(({ variable }) => this.#held(variable));
    const reads = [...recording.reads].map((variable) => this.#held(variable));
    const held = [...reads, ...this.#constants.values()];
    const variables = [...new Set([...reads, ...assigned])];
    const entry = createEntry(recording, prefix, { held, assigned, variables });
    this.#close();
    this.#entries.push(entry);
    return entry;
  }

  /** Runs a recording on new inputs; its results are the caller's to dispose. */
  run(entry: Entry, inputs: readonly tf.Tensor[]): readonly tf.Tensor[] {
    const { held, variables, assigned, inputNames, outputNames, hasResults } = entry;
    for (const variable of variables) variable.requireAlive();
    this.#session ??= this.#open();
    const stale = held.filter((value) => value.isStale);
    if (stale.length > 0) this.#load(stale);
    if (assigned.some((variable) => variable.isOwed)) this.sync();
    const ids = inputs.map((tensor) => idOf(this.#backend, tensor));
    const outputs = this.#execute(ids, inputNames, outputNames);
    for (const variable of assigned) variable.promise(this.#fetch);
    if (!hasResults) this.#free(outputs);
    return hasResults ? outputs.map((handle) => createTensor(this.#backend, handle)) : [];
  }

  /** Copies the variables' values out of the session. */
  sync(): void {
    this.#fetch();
  }

  dispose(): void {
    this.#close();
    for (const constant of this.#constants.values()) this.#binding.deleteTensor(constant.handle());
  }

  #held(variable: tf.Variable): GraphVariable {
    const existing = this.#variables.get(variable);
    if (existing) return existing;
    const made = new GraphVariable(this.#backend, `variable_${this.#variables.size}`, variable);
    this.#variables.set(variable, made);
    return made;
  }

  #load(stale: readonly Held[]): void {
    this.#fetch(); // whoever shares the data from before
    const ids = stale.map((value) => value.handle());
    const names = (edge: string) => stale.map(({ name }) => `${name}/${edge}:0`).join(",");
    this.#free(this.#execute(ids, names("value"), names("loaded")));
    for (const value of stale) value.markLoaded();
  }

  /** Gives all that wait the session's values. */
  readonly #fetch = (): void => {
    const waiting = [...this.#variables.values()].filter((variable) => variable.isWaiting);
    if (waiting.length === 0) return;
    const handles = this.#execute([], "", waiting.map(({ name }) => `${name}/read:0`).join(","));
    for (const [i, variable] of waiting.entries()) variable.receive(handles[i]!.id);
  };

  #open(): number {
    const values = [...this.#variables.values(), ...this.#constants.values()];
    return openSession(this.#backend, [
      ...values.flatMap(nodesOf),
      ...this.#entries.flatMap(({ nodes }) => nodes),
    ]);
  }

  #execute(ids: number[], inputNames: string, outputNames: string): readonly Handle[] {
    try {
      return this.#binding.runSavedModel(this.#session!, ids, inputNames, outputNames);
    } catch (cause) {
      const reason = reasonOf(cause);
      const nodes = this.#entries.flatMap((entry) => entry.nodes);
      const culprit = findNode(reason, nodes);
      throw new EngineError(
        `compile: ${culprit ? `operation ${culprit.op}` : "the graph"} failed: ${reason}`,
        { cause },
      );
    }
  }

  #free(handles: readonly Handle[]): void {
    for (const { id } of handles) this.#binding.deleteTensor(id);
  }

  #close(): void {
    if (this.#session === undefined) return;
    this.#fetch();
    for (const value of [...this.#variables.values(), ...this.#constants.values()]) value.leave();
    this.#backend.deleteSavedModel(this.#session);
    this.#session = undefined;
  }
}

function warnIfLarge({ shape }: Handle): void {
  const LARGE = 64; // MB
  const megabytes = (4 * shape.reduce((product, size) => product * size, 1)) / 2 ** 20;
  if (megabytes <= LARGE) return;
  process.emitWarning(
    `compile: the function uses a tensor [${shape.join(", ")}] from outside; the graph keeps its ${Math.round(megabytes)} MB and does not see later values. Pass it as an argument if it changes or memory is short.`,
  );
}
