import { CompileError, ConfigError } from "../../core/errors.ts";
import { type ArithmeticName, withArithmetic } from "../arithmetic/index.ts";
import type { MimeBundle } from "../display/drawing/picture.ts";
import { programGraph } from "../display/program-graph.ts";
import { nodeName, pathTo, topologicalOrder } from "./graph.ts";
import { createInterpreter, type Interpreter } from "./interpreter.ts";
import type { Node, NodeKind } from "./node.ts";
import { readToken, type Token, type TokenShape } from "./sequence.ts";

/** How a program is run. */
export interface RunOptions {
  /** Number type of every value and weight. Default: `"float64"`. */
  readonly arithmetic?: ArithmeticName;
}

/** What a node was at each step of a run. */
export interface NodeTrace {
  readonly node: Node;
  readonly name: string;
  /** `[T][dim]`. */
  readonly values: readonly (readonly number[])[];
}

/** How large a program is. */
export interface ProgramSize {
  readonly numNodes: number;
  readonly nodeCounts: Readonly<Partial<Record<NodeKind, number>>>;
  /** Entries of all matrices and vectors but the start of the states, zeros included. */
  readonly numParameters: number;
  /** Entries that are not 0. */
  readonly numNonZeros: number;
}

/**
 * Makes a program of its output node: what happens to one token, to be done for each token of a
 * sequence. Only the states of `linState` nodes live on from token to token.
 *
 * @throws {CompileError} If there is not exactly one input, or the graph has a cycle.
 * @see Petrov et al. 2024 (LSRL), section 3.
 * @example
 * const x = input(1);
 * const count = linState(x, { A: [[1]], B: [[1]] });
 * forEach(count).run([1, 0, 1]); // [[1], [1], [2]]
 */
export function forEach(sink: Node): Program {
  return new Program(sink);
}

/** A program: see {@link forEach}. */
export class Program {
  /** The output. */
  readonly sink: Node;
  readonly input: Node;
  /** All nodes, each after its operands. */
  readonly nodes: readonly Node[];
  #stepping: { readonly interpreter: Interpreter; position: number } | undefined;

  /** Called by {@link forEach}. */
  constructor(sink: Node) {
    this.sink = sink;
    this.nodes = topologicalOrder(sink);
    const [input, second] = this.nodes.filter(({ kind }) => kind === "Input");
    if (input === undefined || second !== undefined) {
      const found = input === undefined ? "none" : `a second one at ${pathTo(sink, second!)}`;
      throw new CompileError(`forEach: a program must have exactly one input, got ${found}`);
    }
    this.input = input;
  }

  get inputDim(): number {
    return this.input.dim;
  }

  get outputDim(): number {
    return this.sink.dim;
  }

  /**
   * Runs over a sequence, from fresh states; `step` is not disturbed.
   *
   * @param sequence - Tokens of `inputDim` entries; plain numbers where that is 1.
   * @returns `[T][outputDim]`: the output after each token.
   * @throws {ShapeError | ConfigError} If a token is not of the input's shape or bounds.
   */
  run(sequence: Iterable<Token>, options: RunOptions = {}): number[][] {
    return Array.from(this.stream(sequence, options));
  }

  /** Like {@link Program.run}, output by output: a sequence of any length needs constant memory. */
  *stream(
    sequence: Iterable<Token>,
    { arithmetic = "float64" }: RunOptions = {},
  ): Generator<number[]> {
    const interpreter = withArithmetic(arithmetic, (a) => createInterpreter(this.nodes, a));
    let t = 0;
    for (const token of sequence) {
      yield interpreter.step(readToken(token, this.#tokenShape, t));
      t += 1;
    }
  }

  /** Takes one token, from the states that the last `step` left. */
  step(token: Token): number[] {
    this.#stepping ??= {
      interpreter: withArithmetic("float64", (a) => createInterpreter(this.nodes, a)),
      position: 0,
    };
    const vector = readToken(token, this.#tokenShape, this.#stepping.position);
    this.#stepping.position += 1;
    return this.#stepping.interpreter.step(vector);
  }

  /** Sets the states of `step` to their start. */
  reset(): void {
    this.#stepping = undefined;
  }

  /**
   * Runs like {@link Program.run} and keeps what nodes were at each step.
   *
   * @param nodes - Default: those with a label.
   * @throws {ConfigError} If one is not of this program.
   */
  trace(
    sequence: Iterable<Token>,
    {
      nodes = this.nodes.filter(({ label }) => label !== undefined),
      arithmetic = "float64",
    }: RunOptions & { readonly nodes?: readonly Node[] } = {},
  ): readonly NodeTrace[] {
    const own = new Set(this.nodes);
    const foreign = nodes.find((node) => !own.has(node));
    if (foreign !== undefined) {
      throw new ConfigError(
        `trace: nodes must be nodes of this program, got ${nodeName(foreign)}. named and bounded make new nodes: build the program of those.`,
      );
    }
    const traces = nodes.map((node) => ({ node, name: nodeName(node), values: [] as number[][] }));
    withArithmetic(arithmetic, (a) => {
      const interpreter = createInterpreter(this.nodes, a);
      let t = 0;
      for (const token of sequence) {
        interpreter.step(readToken(token, this.#tokenShape, t));
        for (const { node, values } of traces) values.push(interpreter.valueOf(node));
        t += 1;
      }
    });
    return traces;
  }

  /** Counts nodes and parameters. */
  size(): ProgramSize {
    const nodeCounts: Partial<Record<NodeKind, number>> = {};
    let [numParameters, numNonZeros] = [0, 0];
    for (const { kind, operation } of this.nodes) {
      nodeCounts[kind] = (nodeCounts[kind] ?? 0) + 1;
      const matrices =
        operation.kind === "Linear"
          ? [operation.A]
          : operation.kind === "LinState"
            ? [operation.A, operation.B]
            : [];
      const bias =
        operation.kind === "Linear"
          ? operation.b
          : operation.kind === "LinState"
            ? operation.bias
            : [];
      for (const { rows, columns, numNonZeros: stored } of matrices) {
        numParameters += rows * columns;
        numNonZeros += stored;
      }
      numParameters += bias.length;
      numNonZeros += Array.from(bias).filter((value) => value !== 0).length;
    }
    return { numNodes: this.nodes.length, nodeCounts, numParameters, numNonZeros };
  }

  /** What a notebook shows: the graph, see `programGraph`. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return programGraph(this).toBundle();
  }

  get #tokenShape(): TokenShape {
    return { dim: this.inputDim, bounds: this.input.bounds };
  }
}
