import type { tf } from "../engine.ts";
import { ConfigError } from "../errors.ts";
import type { DataTypeNumber, GraphNode } from "./graph.ts";
import { type Backend, createTensor, dataOf, type Handle, idOf } from "./handles.ts";

/**
 * A variable inside a session, and its tie to the one of tfjs: a value is moved from one to the other
 * only when the other side asks for it.
 */
export class GraphVariable {
  readonly name: string;
  readonly #backend: Backend;
  readonly #dtype: DataTypeNumber;
  readonly #shape: readonly number[];
  /** The variable it stands for; none for a constant from outside. */
  readonly #variable: tf.Variable | undefined;
  /** Handle of the constant from outside, while no session holds it. */
  #handle: number | undefined;
  /** Data of the tfjs variable that the session's value equals. */
  #loaded: object | undefined;
  /** Data that waits for the session's value, and how to fetch it; absent when none waits. */
  #waiting: { readonly dataId: object; fetch(): void } | undefined;

  private constructor(
    backend: Backend,
    name: string,
    source: { variable?: tf.Variable; handle?: number; dtype: number; shape: readonly number[] },
  ) {
    this.name = name;
    this.#backend = backend;
    this.#dtype = source.dtype;
    this.#shape = source.shape;
    this.#variable = source.variable;
    this.#handle = source.handle;
  }

  static ofVariable(backend: Backend, name: string, variable: tf.Variable): GraphVariable {
    const { shape } = variable;
    return new GraphVariable(backend, name, {
      variable,
      dtype: backend.getDTypeInteger(variable.dtype),
      shape,
    });
  }

  static ofOutside(backend: Backend, name: string, { id, shape, dtype }: Handle) {
    return new GraphVariable(backend, name, { handle: id, shape, dtype });
  }

  /** @throws {ConfigError} If the tfjs variable is gone. */
  requireAlive(): void {
    if (!this.#variable?.isDisposed) return;
    throw new ConfigError(
      `compile: the variables of a compiled function must exist, got a disposed ${this.#variable.name}. Dispose the function first.`,
    );
  }

  /** Nodes that hold, read and load it. */
  nodes(): readonly GraphNode[] {
    const dtype = { kind: "type", value: this.#dtype } as const;
    const shape = { kind: "shape", value: this.#shape } as const;
    const { name } = this;
    return [
      {
        name,
        op: "VarHandleOp",
        inputs: [],
        attributes: { dtype, shape, shared_name: { kind: "string", value: name } },
      },
      { name: `${name}/read`, op: "ReadVariableOp", inputs: [`${name}:0`], attributes: { dtype } },
      { name: `${name}/value`, op: "Placeholder", inputs: [], attributes: { dtype, shape } },
      {
        name: `${name}/load`,
        op: "AssignVariableOp",
        inputs: [`${name}:0`, `${name}/value:0`],
        attributes: { dtype },
      },
      {
        name: `${name}/loaded`,
        op: "Const",
        inputs: [`^${name}/load`],
        attributes: {
          dtype: { kind: "type", value: 1 },
          value: {
            kind: "constant",
            value: { dtype: 1, shape: [], content: new Uint8Array(4), isFilled: false },
          },
        },
      },
    ];
  }

  /** Node that gives it a value, after it was read. */
  assignNode(name: string, value: string): GraphNode {
    return {
      name,
      op: "AssignVariableOp",
      inputs: [`${this.name}:0`, value, `^${this.name}/read`],
      attributes: { dtype: { kind: "type", value: this.#dtype } },
    };
  }

  /** Brings the session up to date with the tfjs variable. */
  load(session: number): void {
    const current = this.#variable ? this.#variable.dataId : this;
    if (this.#loaded === current) return;
    this.materialise(); // whoever still shares the data from before
    const { binding } = this.#backend;
    const id = this.#variable ? idOf(this.#backend, this.#variable) : this.#handle!;
    const [done] = binding.runSavedModel(
      session,
      [id],
      `${this.name}/value:0`,
      `${this.name}/loaded:0`,
    );
    binding.deleteTensor(done!.id);
    this.#loaded = current;
    this.#freeHandle();
  }

  /** Lets those who share the tfjs variable's data have the present value before it changes. */
  beforeChange(): void {
    if (this.#waiting && this.#backend.refCount(this.#waiting.dataId) > 1) this.#waiting.fetch();
  }

  /** Makes the tfjs variable ask the session for its value when it is next used. */
  afterChange(session: number): void {
    if (this.#waiting || !this.#variable) return;
    const tensor = createTensor(this.#backend, { id: -1, shape: this.#shape, dtype: this.#dtype });
    const { dataId } = tensor;
    const data = dataOf(this.#backend, dataId)!;
    const fetch = () => {
      this.#waiting = undefined;
      Object.defineProperty(data, "values", { value: null, writable: true, configurable: true });
      data.id = this.#read(session);
    };
    this.#waiting = { dataId, fetch };
    // The backend looks for values on the host before it takes the handle.
    Object.defineProperty(data, "values", {
      configurable: true,
      get: () => {
        fetch();
        return null;
      },
    });
    this.#variable.assign(tensor);
    tensor.dispose();
    this.#loaded = dataId;
  }

  /** Copies the session's value out, if somebody has been promised it. */
  materialise(): void {
    const isWanted = this.#waiting && dataOf(this.#backend, this.#waiting.dataId);
    if (isWanted) this.#waiting!.fetch();
    this.#waiting = undefined;
  }

  /** Takes what only the session has before it is closed. */
  leave(session: number): void {
    this.materialise();
    if (!this.#variable && this.#loaded) this.#handle = this.#read(session);
    this.#loaded = undefined;
  }

  dispose(): void {
    this.#freeHandle();
  }

  #read(session: number): number {
    return this.#backend.binding.runSavedModel(session, [], "", `${this.name}/read:0`)[0]!.id;
  }

  #freeHandle(): void {
    if (this.#handle !== undefined) this.#backend.binding.deleteTensor(this.#handle);
    this.#handle = undefined;
  }
}
