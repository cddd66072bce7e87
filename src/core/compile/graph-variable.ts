import type { tf } from "../engine.ts";
import { ConfigError } from "../errors.ts";
import type { DataTypeNumber, GraphNode } from "./graph.ts";
import { type Backend, createTensor, dataOf, type Handle, idOf } from "./handles.ts";

/** A value that a session holds; `name` is that of its node. */
export interface Held {
  readonly name: string;
  readonly dtype: DataTypeNumber;
  readonly shape: readonly number[];
  /** Whether the session's value is not the present one. */
  readonly isStale: boolean;
  /** The addon's handle of the present value. */
  handle(): number;
  /** Notes that the session took the present value. */
  markLoaded(): void;
  /** Notes that the session is gone. */
  leave(): void;
}

/** A constant from outside that is too large to be written to the graph. */
export class GraphConstant implements Held {
  readonly name: string;
  readonly dtype: DataTypeNumber;
  readonly shape: readonly number[];
  readonly #id: number;
  isStale = true;

  /** @param handle - Kept for sessions to come: on a CPU they share its memory. */
  constructor(name: string, { id, shape, dtype }: Handle) {
    this.name = name;
    this.#id = id;
    this.shape = shape;
    this.dtype = dtype;
  }

  handle(): number {
    return this.#id;
  }

  markLoaded(): void {
    this.isStale = false;
  }

  leave(): void {
    this.isStale = true;
  }
}

/**
 * A variable inside a session, and its tie to the one of tfjs: a value is moved from one to the other
 * only when the other side asks for it.
 */
export class GraphVariable implements Held {
  readonly name: string;
  readonly dtype: DataTypeNumber;
  readonly shape: readonly number[];
  readonly #backend: Backend;
  readonly #variable: tf.Variable;
  /** Data of the tfjs variable that the session's value equals. */
  #loaded: object | undefined;
  /** Data that waits for the session's value. */
  #waiting: object | undefined;

  constructor(backend: Backend, name: string, variable: tf.Variable) {
    this.name = name;
    this.#backend = backend;
    this.#variable = variable;
    this.dtype = backend.getDTypeInteger(variable.dtype);
    this.shape = variable.shape;
  }

  /** @throws {ConfigError} If the tfjs variable is gone. */
  requireAlive(): void {
    if (!this.#variable.isDisposed) return;
    throw new ConfigError(
      `compile: the variables of a compiled function must exist, got a disposed ${this.#variable.name}. Dispose the function first.`,
    );
  }

  get isStale(): boolean {
    return this.#variable.dataId !== this.#loaded;
  }

  /** Whether somebody was promised the session's value. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined && dataOf(this.#backend, this.#waiting) !== undefined;
  }

  /** Whether others than the variable were promised it: a new value would break the promise. */
  get isOwed(): boolean {
    const isOwn = this.#waiting === this.#variable.dataId;
    return this.isWaiting && !(isOwn && this.#backend.refCount(this.#waiting!) === 1);
  }

  handle(): number {
    return idOf(this.#backend, this.#variable);
  }

  markLoaded(): void {
    this.#loaded = this.#variable.dataId;
  }

  leave(): void {
    this.#loaded = undefined;
  }

  /**
   * Notes that the session has a new value, which the tfjs variable asks for when it is next used.
   *
   * @param fetch - Calls {@link receive}.
   */
  promise(fetch: () => void): void {
    if (this.isWaiting && this.#waiting === this.#variable.dataId) return;
    const tensor = createTensor(this.#backend, { id: -1, shape: this.shape, dtype: this.dtype });
    this.#waiting = tensor.dataId;
    // The backend looks for values on the host before it takes the handle.
    Object.defineProperty(dataOf(this.#backend, tensor.dataId)!, "values", {
      configurable: true,
      get: () => {
        fetch();
        return null;
      },
    });
    this.#variable.assign(tensor);
    tensor.dispose();
    this.markLoaded();
  }

  /** Takes the session's value, for whom it was promised. */
  receive(id: number): void {
    const data = dataOf(this.#backend, this.#waiting!)!;
    this.#waiting = undefined;
    Object.defineProperty(data, "values", { value: null, writable: true, configurable: true });
    data.id = id;
  }
}

/** Nodes that hold, read and load a value. */
export function nodesOf({ name, dtype: number, shape: sizes }: Held): readonly GraphNode[] {
  const dtype = { kind: "type", value: number } as const;
  const shape = { kind: "shape", value: sizes } as const;
  const shared_name = { kind: "string", value: name } as const;
  const handle = `${name}:0`;
  return [
    { name, op: "VarHandleOp", inputs: [], attributes: { dtype, shape, shared_name } },
    { name: `${name}/read`, op: "ReadVariableOp", inputs: [handle], attributes: { dtype } },
    { name: `${name}/value`, op: "Placeholder", inputs: [], attributes: { dtype, shape } },
    {
      name: `${name}/load`,
      op: "AssignVariableOp",
      inputs: [handle, `${name}/value:0`],
      attributes: { dtype },
    },
    // What is fetched when it is loaded: any output will do.
    {
      name: `${name}/loaded`,
      op: "Identity",
      inputs: [handle, `^${name}/load`],
      attributes: RESOURCE,
    },
  ];
}

const RESOURCE = { T: { kind: "type", value: 20 } } as const; // DT_RESOURCE
