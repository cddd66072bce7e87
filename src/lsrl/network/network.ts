import { requireKnownName } from "../../core/names.ts";
import type { MimeBundle } from "../display/drawing/picture.ts";
import { networkStrip } from "../display/network-strip.ts";
import { input, linear, linState, multiplicative, relu } from "../language/build.ts";
import type { Bounds, Node } from "../language/node.ts";
import { forEach, type Program, type RunOptions } from "../language/program.ts";
import { readToken, type Token } from "../language/sequence.ts";
import { SparseMatrix } from "../matrix.ts";
import { packNetwork } from "./packed.ts";
import { createRunner, type Runner } from "./runner.ts";
import { type AffineMap, type Stage, stageBiases, stageLetters, stageMatrices } from "./stage.ts";

/** What a network is made of. */
export interface NetworkParts {
  readonly inputDim: number;
  /** Bounds of the tokens that it was compiled for. */
  readonly inputBounds?: Bounds | undefined;
  readonly stages: readonly Stage[];
  /** From the last stage's units, or the token if there is none, to the output. */
  readonly readout: AffineMap;
}

/** How large a network is. */
export interface NetworkSize {
  readonly numStages: number;
  /** A letter for each stage: R, M (product) or S (state). */
  readonly stages: string;
  readonly maxWidth: number;
  readonly widths: readonly number[];
  /** Entries of all matrices and vectors but the start of the states, zeros included. */
  readonly numParameters: number;
  /** Entries that are not 0. */
  readonly numNonZeros: number;
}

/** A compiled program: a list of stages, each reading only the one before it, and a read-out. */
export class Network implements NetworkParts {
  readonly inputDim: number;
  readonly inputBounds: Bounds | undefined;
  readonly stages: readonly Stage[];
  readonly readout: AffineMap;
  #stepping: { readonly runner: Runner; position: number } | undefined;

  /** Called by the compilers. */
  constructor({ inputDim, inputBounds, stages, readout }: NetworkParts) {
    this.inputDim = inputDim;
    this.inputBounds = inputBounds;
    this.stages = stages;
    this.readout = readout;
  }

  get outputDim(): number {
    return this.readout.weights.rows;
  }

  /**
   * Runs over a sequence, from fresh states; `step` is not disturbed.
   *
   * @param sequence - Tokens of `inputDim` entries; plain numbers where that is 1.
   * @returns `[T][outputDim]`: the output after each token.
   * @throws {ShapeError | ConfigError} If a token is not of the input's shape or bounds.
   */
  run(sequence: Iterable<Token>, { arithmetic = "float64" }: RunOptions = {}): number[][] {
    return Array.from(this.stream(sequence, { arithmetic }));
  }

  /** Like {@link Network.run}, output by output: a sequence of any length needs constant memory. */
  *stream(
    sequence: Iterable<Token>,
    { arithmetic = "float64" }: RunOptions = {},
  ): Generator<number[]> {
    if (arithmetic === "exact") {
      yield* this.toProgram().stream(sequence, { arithmetic });
      return;
    }
    const runner = this.createRunner(arithmetic);
    let t = 0;
    for (const token of sequence) {
      yield this.#advance(runner, token, t);
      t += 1;
    }
  }

  /** Takes one token, from the states that the last `step` left. */
  step(token: Token): number[] {
    this.#stepping ??= { runner: this.createRunner(), position: 0 };
    const output = this.#advance(this.#stepping.runner, token, this.#stepping.position);
    this.#stepping.position += 1;
    return output;
  }

  /** Sets the states of `step` to their start. */
  reset(): void {
    this.#stepping = undefined;
  }

  /** A machine for the inner loop: no checks, no allocation. */
  createRunner(arithmetic: "float64" | "float32" = "float64"): Runner {
    const name = requireKnownName("createRunner: arithmetic", arithmetic, ["float64", "float32"]);
    return createRunner(packNetwork(this), name === "float32");
  }

  /** The network as a program: a path of nodes. */
  toProgram(): Program {
    let x: Node = input(this.inputDim, this.inputBounds ?? {});
    for (const stage of this.stages) x = stageNode(x, stage);
    return forEach(linear(x, this.readout.weights, this.readout.bias));
  }

  /** Counts stages, units and parameters. */
  size(): NetworkSize {
    const widths = this.stages.map(({ width }) => width);
    const matrices = [
      ...this.stages.flatMap((stage) => Object.values(stageMatrices(stage))),
      this.readout.weights,
    ];
    const biases = [
      ...this.stages.flatMap((stage) => Object.values(stageBiases(stage))),
      this.readout.bias,
    ];
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      numStages: this.stages.length,
      stages: this.stages.map(({ kind }) => stageLetters[kind]).join(""),
      maxWidth: Math.max(0, ...widths),
      widths,
      numParameters:
        sum(matrices.map(({ rows, columns }) => rows * columns)) +
        sum(biases.map(({ length }) => length)),
      numNonZeros:
        sum(matrices.map(({ numNonZeros }) => numNonZeros)) +
        sum(biases.map((bias) => bias.filter((value) => value !== 0).length)),
    };
  }

  /** What a notebook shows: the stages, see `networkStrip`. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return networkStrip(this).toBundle();
  }

  #advance({ tape, step }: Runner, token: Token, position: number): number[] {
    step(readToken(token, { dim: this.inputDim, bounds: this.inputBounds }, position));
    return Array.from(tape.subarray(tape.length - this.outputDim));
  }
}

function stageNode(x: Node, stage: Stage): Node {
  switch (stage.kind) {
    case "ReLU":
      return relu(linear(x, stage.map.weights, stage.map.bias));
    case "Multiplicative": {
      const { gate, value } = stage;
      const both = SparseMatrix.stack([gate.weights, value.weights]);
      return multiplicative(linear(x, both, [...gate.bias, ...value.bias]));
    }
    case "LinState":
      return linState(x, stage);
  }
}
