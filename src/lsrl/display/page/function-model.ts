import type { PictureTools, samplePicture } from "./function-picture.ts";
import type {
  cellOf,
  readFormulas,
  snapQuery,
  tabulate,
  Vector,
  VectorMap,
} from "./function-table.ts";

/** What a query gives. */
export interface FunctionAnswer {
  readonly network: Vector;
  /** The function at the centre of the query's cell: what the network should give. */
  readonly centre: Vector;
  readonly target: Vector;
}

/** A function, its table, and the network that reads it. */
export interface FunctionModel {
  /** Takes what the reader wrote into inputs. @throws {Error} If a formula is wrong; all stays as it was. */
  readonly read: (fields: readonly { readonly value: string }[], gridSize: number) => void;
  readonly gridSize: () => number;
  /** The tokens that ask for a query. */
  readonly sequence: (query: Vector) => readonly Vector[];
  readonly ask: (query: Vector) => FunctionAnswer;
  /** What draws the function and the network, around a query, with marks in front. */
  readonly picture: (entry: number, query: Vector) => (marks: string) => string;
}

/** The functions that {@link createFunctionModel} calls. */
export interface ModelTools extends PictureTools {
  readonly readFormulas: typeof readFormulas;
  readonly tabulate: typeof tabulate;
  readonly snapQuery: typeof snapQuery;
  readonly samplePicture: typeof samplePicture;
}

/** What a model is made for. */
export interface ModelParts {
  readonly names: readonly string[];
  readonly snap: number | undefined;
  readonly outputDim: number;
  readonly run: (tokens: readonly Vector[]) => readonly Vector[];
}

/** Makes a model; `read` comes first. Runs in the browser. */
export function createFunctionModel(
  { names, snap, outputDim, run }: ModelParts,
  tools: ModelTools & { readonly cellOf: typeof cellOf },
): FunctionModel {
  const tokenBudget = 60_000; // about a tenth of a second for one picture
  let f: VectorMap = (x) => x;
  let table: readonly Vector[] = [];
  let size = 1;
  const sequence = (query: Vector): readonly Vector[] => [
    [...tools.snapQuery(query, size, snap), ...new Array<number>(1 + outputDim).fill(0)],
    ...table,
  ];
  const network = (query: Vector): Vector => run(sequence(query)).at(-1) ?? [];
  return {
    read(fields, gridSize) {
      const formulas = fields.map(({ value }) => value);
      const next = tools.readFormulas(names, formulas);
      table = tools.tabulate(next, names.length, gridSize);
      f = next;
      size = gridSize;
    },
    gridSize: () => size,
    sequence,
    ask: (query) => ({
      network: network(query),
      centre: f(query.map((q) => (tools.cellOf(q, size) + 0.5) / size)),
      target: f(query),
    }),
    picture: (entry, query) =>
      tools.samplePicture({ target: f, network, entry, query, gridSize: size }, tokenBudget, tools),
  };
}
