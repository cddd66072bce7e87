import type { TFEOpAttr, TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import { tf } from "../engine.ts";
import { CompileError } from "../errors.ts";
import { attributesOf } from "./attributes.ts";
import { createConstant, type HostValues, MOST_INLINED } from "./constants.ts";
import type { GraphNode } from "./graph.ts";
import { type Backend, copyHandle, copyTensor, idOf, watchInputs } from "./handles.ts";
import { refuseHostRandomness } from "./host-randomness.ts";
import type { Assignment, Edge, Recording, VariableNames } from "./recording.ts";
import { type CompiledResult, tensorsOf } from "./result.ts";

let active: Recorder | undefined;

/** The recorder of the function that is being recorded now. */
export function activeRecorder(): Recorder | undefined {
  return active;
}

/** Turns the operations that a function runs into nodes of a graph, while they run. */
export class Recorder {
  readonly #backend: Backend;
  readonly #binding: TFJSBinding;
  readonly #prefix: string;
  readonly #names: VariableNames;
  readonly #nodes: GraphNode[] = [];
  readonly #edges = new Map<number, Edge>();
  /** What the host made during the run, written to the graph once it is used. */
  readonly #hostTensors = new Map<number, HostValues>();
  /** Tensors that operations took, by handle: the addon itself knows neither shape nor owner. */
  readonly #seen = new Map<number, tf.TensorInfo>();
  readonly #variables = new Map<number, tf.Variable>();
  /** All variables from before the run. */
  readonly #present = new Set(Object.values(tf.engine().registeredVariables));
  readonly #reads = new Set<tf.Variable>();
  /** Operation that is being recorded, for messages. */
  #current = "the result";

  /** @param prefix - Of the names of all nodes. */
  constructor(backend: Backend, prefix: string, names: VariableNames) {
    this.#backend = backend;
    this.#binding = backend.binding;
    this.#prefix = prefix;
    this.#names = names;
    for (const variable of this.#present) {
      if (variable.isDisposed || variable.dtype === "string") continue;
      this.#variables.set(separate(backend, variable), variable);
    }
  }

  /**
   * Runs `body` for real and records it.
   *
   * @param inputs - Tensors that will differ from run to run.
   * @param body - Gets copies of the inputs that share their memory.
   */
  record<T extends CompiledResult>(
    inputs: readonly tf.Tensor[],
    body: (inputs: readonly tf.Tensor[]) => T,
  ): { readonly result: T; readonly recording: Recording } {
    const backend = this.#backend;
    const copies = inputs.map((tensor) => copyTensor(backend, tensor));
    const names = copies.map((tensor, i) => this.#addPlaceholder(tensor, i));
    active = this;
    backend.binding = this.#recordingBinding();
    const stopWatching = watchInputs(backend, (id, tensor) => this.#seen.set(id, tensor));
    try {
      const result = refuseHostRandomness(() => body(copies));
      return { result, recording: { inputs: names, ...this.#finish(result) } };
    } finally {
      backend.binding = this.#binding;
      stopWatching();
      active = undefined;
      tf.dispose(copies);
    }
  }

  /** Records the choice of one of two lists; see `selectAll`. */
  select(
    condition: tf.Tensor,
    whenTrue: readonly tf.Tensor[],
    whenFalse: readonly tf.Tensor[],
  ): readonly tf.Tensor[] {
    const id = idOf(this.#backend, condition);
    const chosen = this.#binding.tensorDataSync(id)[0] ? whenTrue : whenFalse;
    const predicate = this.#edgeOf(id).name;
    return chosen.map((tensor, i) => {
      const dtype = this.#backend.getDTypeInteger(tensor.dtype);
      const type = { kind: "type", value: dtype } as const;
      // The branch that is not taken is dead from here on: nothing is copied.
      const switches = [whenFalse[i]!, whenTrue[i]!].map((branch) => {
        const edge = this.#edgeOf(idOf(this.#backend, branch));
        return this.#addNode("Switch", [edge.name, predicate], { T: type });
      });
      const name = this.#addNode("Merge", [`${switches[0]}:0`, `${switches[1]}:1`], {
        T: type,
        N: { kind: "integer", value: 2 },
      });
      const copy = copyTensor(this.#backend, tensor, this.#binding);
      const copyId = idOf(this.#backend, copy);
      this.#edges.set(copyId, { name: `${name}:0`, dtype, source: "selectAll" });
      return copy;
    });
  }

  #finish(result: CompiledResult): Omit<Recording, "inputs"> {
    const outputs = tensorsOf(result).map((tensor) => {
      const id = idOf(this.#backend, tensor);
      return this.#edgeOf(id);
    });
    const assignments: Assignment[] = [];
    for (const [before, variable] of this.#variables) {
      if (variable.isDisposed) continue;
      const id = idOf(this.#backend, variable);
      if (id !== before) assignments.push({ variable, value: this.#edgeOf(id).name });
    }
    const after = Object.values(tf.engine().registeredVariables);
    return {
      nodes: this.#nodes,
      outputs,
      reads: this.#reads,
      assignments,
      createsVariables: after.some((variable) => !this.#present.has(variable)),
    };
  }

  #addPlaceholder(tensor: tf.Tensor, index: number): string {
    const name = `${this.#prefix}/argument_${index}`;
    const dtype = this.#backend.getDTypeInteger(tensor.dtype);
    this.#nodes.push({
      name,
      op: "Placeholder",
      inputs: [],
      attributes: {
        dtype: { kind: "type", value: dtype },
        shape: { kind: "shape", value: tensor.shape },
      },
    });
    const id = idOf(this.#backend, tensor);
    this.#edges.set(id, { name: `${name}:0`, dtype, source: `argument ${index}` });
    return name;
  }

  #addNode(op: string, inputs: readonly string[], attributes: GraphNode["attributes"]): string {
    const name = `${this.#prefix}/${op}_${this.#nodes.length}`;
    this.#nodes.push({ name, op, inputs, attributes });
    return name;
  }

  #recordingBinding(): TFJSBinding {
    const binding = this.#binding;
    const methods: Pick<TFJSBinding, "executeOp" | "createTensor" | "tensorDataSync"> = {
      executeOp: (op, attributes, ids, numOutputs) => {
        const outputs = binding.executeOp(op, attributes, ids, numOutputs);
        try {
          this.#recordOperation(op, attributes, ids, outputs);
        } catch (error) {
          for (const { id } of outputs) binding.deleteTensor(id);
          throw error;
        }
        return outputs;
      },
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        if (dtype === binding.TF_STRING) return id;
        // Strings aside, the addon takes typed arrays.
        this.#hostTensors.set(id, { shape, dtype, values: values as ArrayLike<number> });
        return id;
      },
      tensorDataSync: (id) => {
        const { source } = this.#edges.get(id) ?? { source: "a tensor from outside" };
        throw new CompileError(
          `compile: the function must not read a tensor to the host, got a read of the result of ${source}. ` +
            "Return the tensor and read it after the step, or choose with tf.where or selectAll.",
        );
      },
    };
    // The addon's own methods can not be replaced: an object in front of them.
    return Object.assign(Object.create(binding, writable(Object.keys(methods))), methods);
  }

  #recordOperation(
    op: string,
    attributes: readonly TFEOpAttr[],
    ids: readonly number[],
    outputs: readonly { readonly id: number; readonly dtype: number }[],
  ): void {
    this.#current = op;
    const inputs = ids.map((id) => this.#edgeOf(id));
    const dtypes = inputs.map(({ dtype }) => dtype);
    const name = this.#addNode(
      op,
      inputs.map((input) => input.name),
      attributesOf(this.#binding, op, attributes, dtypes),
    );
    for (const [i, { id, dtype }] of outputs.entries()) {
      this.#edges.set(id, { name: `${name}:${i}`, dtype, source: op });
    }
  }

  #edgeOf(id: number): Edge {
    const edge = this.#edges.get(id) ?? this.#enter(id);
    this.#edges.set(id, edge);
    return edge;
  }

  /** What enters the graph: a variable, what the host made, or a tensor from outside. */
  #enter(id: number): Edge {
    const variable = this.#variables.get(id);
    if (variable) {
      this.#reads.add(variable);
      const name = `${this.#names.ofVariable(variable)}/read:0`;
      const dtype = this.#backend.getDTypeInteger(variable.dtype);
      return { name, dtype, source: `variable ${variable.name}` };
    }
    const host = this.#hostTensors.get(id) ?? this.#readSmall(id);
    const constant = host && createConstant(host);
    return constant ? this.#addConstant(constant) : this.#addOutside(id);
  }

  #addConstant(constant: NonNullable<ReturnType<typeof createConstant>>): Edge {
    const name = this.#addNode("Const", [], {
      dtype: { kind: "type", value: constant.dtype },
      value: { kind: "constant", value: constant },
    });
    return { name: `${name}:0`, dtype: constant.dtype, source: "a constant" };
  }

  #addOutside(id: number): Edge {
    const { dataId, shape, dtype } = this.#requireSeen(id);
    const number = this.#backend.getDTypeInteger(dtype);
    const copy = () => ({ ...copyHandle(this.#binding, id, number), shape });
    const name = `${this.#names.ofOutside(dataId, copy)}/read:0`;
    return { name, dtype: number, source: "a tensor from outside" };
  }

  #readSmall(id: number): HostValues | undefined {
    const { shape, dtype } = this.#requireSeen(id);
    const isLarge = tf.util.sizeFromShape([...shape]) > MOST_INLINED;
    if (isLarge || dtype === "complex64") return undefined;
    const values = this.#binding.tensorDataSync(id);
    return { shape, dtype: this.#backend.getDTypeInteger(dtype), values };
  }

  #requireSeen(id: number): tf.TensorInfo {
    const tensor = this.#seen.get(id);
    if (tensor && tensor.dtype !== "string") return tensor;
    throw new CompileError(
      `compile: the function must not use tensors of strings, got one that ${this.#current} takes. Compute with it outside and pass the result as an argument.`,
    );
  }
}

/** Gives a variable a handle that nothing else has, so that the handle tells the variable. */
function separate(backend: Backend, variable: tf.Variable): number {
  if (backend.refCount(variable.dataId) > 1) {
    const copy = copyTensor(backend, variable);
    variable.assign(copy);
    copy.dispose();
  }
  return idOf(backend, variable);
}

function writable(names: readonly string[]): PropertyDescriptorMap {
  return Object.fromEntries(names.map((name) => [name, { writable: true, configurable: true }]));
}
