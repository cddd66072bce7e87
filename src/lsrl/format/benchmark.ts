import { ConfigError, NumericsError, ShapeError } from "../../core/errors.ts";
import { createRandom } from "../../core/random.ts";
import { requireInRange } from "../../core/ranges.ts";
import type { Node, Program, Token } from "../language/index.ts";
import type { Network } from "../network/index.ts";
import {
  type BenchmarkHeader,
  type BenchmarkJson,
  type BenchmarkRow,
  benchmarkFormat,
} from "./benchmark-schema.ts";
import { findCarriers } from "./carriers.ts";
import { findDependencies } from "./dependencies.ts";
import { networkToJson } from "./network.ts";
import { nodeIds, programToJson } from "./program.ts";

/** Which sequences a benchmark holds, and how they are split. */
export interface BenchmarkRowOptions {
  readonly sequences: Iterable<Iterable<Token>>;
  /** Share of different sequences that are for testing, in [0, 1]. Default: 0.2. */
  readonly testFraction?: number;
  /** Seed of the split. Default: 0. */
  readonly seed?: number;
}

/** What a benchmark is called, and what it holds. */
export interface BenchmarkOptions extends BenchmarkRowOptions {
  readonly name: string;
  readonly description?: string;
}

/** Numbers in the rows of one object: about 100 MB of JSON. */
const maxNumbers = 2 ** 22;

/**
 * Makes an interpretability benchmark: a network together with what it is known to compute. Methods
 * that find variables or circuits in trained networks can be scored by it: the graph of the program's
 * labelled variables, their values at each step, and the units that hold them.
 *
 * @param network - Compiled from `program`.
 * @returns A plain object for JSON; see `benchmarkJsonSchema`.
 * @throws {ConfigError} If the rows hold more than 2^22 numbers: write {@link benchmarkLines} instead.
 * @throws {ShapeError} If the network takes or gives vectors of other dimensions than the program.
 * @throws {NumericsError} If a value is not finite.
 * @see Petrov et al. 2024 (LSRL) names the use; the format is ours.
 */
export function exportBenchmark(
  program: Program,
  network: Network,
  options: BenchmarkOptions,
): BenchmarkJson {
  const header = benchmarkHeader(program, network, options);
  const rows: BenchmarkRow[] = [];
  let numNumbers = 0;
  for (const row of benchmarkRows(program, network, options)) {
    rows.push(row);
    for (const values of [row.tokens, row.outputs, ...Object.values(row.values)]) {
      numNumbers += values.length * (values[0]?.length ?? 0);
    }
    if (numNumbers > maxNumbers) {
      throw new ConfigError(
        `exportBenchmark: the rows must hold <= ${maxNumbers} numbers, got more at row ${rows.length - 1}. Write the lines of benchmarkLines to a file instead.`,
      );
    }
  }
  return { ...header, rows };
}

/** Like {@link exportBenchmark}, as JSON Lines: the benchmark without rows, then a line for each row. */
export function* benchmarkLines(
  program: Program,
  network: Network,
  options: BenchmarkOptions,
): Generator<string> {
  yield JSON.stringify(benchmarkHeader(program, network, options));
  for (const row of benchmarkRows(program, network, options)) yield JSON.stringify(row);
}

/** The rows of a benchmark, one at a time. */
export function* benchmarkRows(
  program: Program,
  network: Network,
  { sequences, testFraction = 0.2, seed = 0 }: BenchmarkRowOptions,
): Generator<BenchmarkRow> {
  requireInRange("exportBenchmark: testFraction", testFraction, { min: 0, max: 1 });
  requireSameShape(program, network);
  const ids = nodeIds(program);
  const hidden = variablesOf(program).filter(
    (node) => node !== program.input && node !== program.sink,
  );
  const splits = createRandom(seed);
  for (const sequence of sequences) {
    const tokens = Array.from(sequence, readVector);
    const [output, ...traces] = program.trace(tokens, { nodes: [program.sink, ...hidden] });
    const outputs = finite("outputs", output!.values);
    yield {
      // By its content: equal sequences never are in both splits, whatever their order.
      split: splits.fork(JSON.stringify(tokens)).uniform() < testFraction ? "test" : "train",
      tokens,
      outputs,
      values: Object.fromEntries(
        traces.map(({ node, name, values }) => [ids.get(node)!, finite(name, values)]),
      ),
      networkError: largestDistance(outputs, finite("the network", network.run(tokens))),
    };
  }
}

/** What is known of the network. */
function benchmarkHeader(
  program: Program,
  network: Network,
  { name, description = "" }: BenchmarkOptions,
): BenchmarkHeader {
  requireSameShape(program, network);
  const ids = nodeIds(program);
  const variables = variablesOf(program);
  const labelled = variables.filter(({ label }) => label !== undefined);
  const carriers = findCarriers(labelled, network);
  return {
    format: benchmarkFormat,
    name,
    description,
    program: programToJson(program),
    network: networkToJson(network),
    variables: variables.map((node) => ({
      id: ids.get(node)!,
      name: node.label ?? roleOf(node, program),
      role: roleOf(node, program),
      dim: node.dim,
      carriers: [...(carriers.get(node) ?? [])],
    })),
    edges: findDependencies(variables).map(({ from, to, ...steps }) => ({
      from: ids.get(from)!,
      to: ids.get(to)!,
      ...steps,
    })),
  };
}

/** The token, the labelled nodes and the output, in the order of the program. */
function variablesOf({ nodes, input, sink }: Program): readonly Node[] {
  return nodes.filter((node) => node.label !== undefined || node === input || node === sink);
}

function roleOf(node: Node, { input, sink }: Program): "input" | "hidden" | "output" {
  if (node === sink) return "output";
  return node === input ? "input" : "hidden";
}

function requireSameShape(program: Program, network: Network): void {
  const expected = [program.inputDim, program.outputDim];
  const actual = [network.inputDim, network.outputDim];
  if (expected.every((dim, i) => dim === actual[i])) return;
  throw new ShapeError("exportBenchmark: network", { expected, actual });
}

/** JSON has no -0: `+ 0` makes it 0, so that the object equals what is read back. */
function readVector(token: Token): number[] {
  return Array.from(typeof token === "number" ? [token] : token, (value) => value + 0);
}

function finite(name: string, values: readonly (readonly number[])[]): number[][] {
  return values.map((vector, step) =>
    vector.map((value) => {
      if (Number.isFinite(value)) return value + 0;
      throw new NumericsError(
        `exportBenchmark: values must be finite numbers, got ${value} of ${name} at step ${step}`,
        { tensor: name, step },
      );
    }),
  );
}

function largestDistance(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): number {
  let largest = 0;
  a.forEach((vector, t) => {
    vector.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - b[t]![i]!));
    });
  });
  return largest;
}
