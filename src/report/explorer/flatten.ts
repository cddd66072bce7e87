/** A run as cells of a table: numbers, and everything else as text. */
export interface FlatRun {
  readonly cells: ReadonlyMap<string, string | number>;
  /** Courses by the name of what is drawn. */
  readonly curves: ReadonlyMap<string, FlatCurve>;
}

/** The course of a number. */
export interface FlatCurve {
  /** What it is drawn against. */
  readonly x: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Lays a record of a run flat: settings as `config.training.seed`, the numbers of its result as `result.accuracy`,
 * and its lists of epochs or steps as courses.
 *
 * @param values - Further numbers to show, by name.
 */
export function flattenRun(record: Fields, values: Readonly<Record<string, number>> = {}): FlatRun {
  const { hash, job, config, result, data: _data, versions: _versions, ...rest } = record;
  const cells = new Map<string, string | number>();
  const add = (name: string, value: unknown) => {
    const cell = toCell(value);
    if (cell !== undefined) cells.set(name, cell);
  };
  add("run", typeof hash === "string" ? hash.slice(0, 8) : hash);
  add("job", job);
  for (const [name, value] of Object.entries(values)) add(`result.${name}`, value);
  if (isFields(result)) {
    for (const [name, value] of Object.entries(result)) {
      if (!isFields(value) && !Array.isArray(value)) add(`result.${name}`, fromJson(value));
    }
  }
  for (const [name, value] of leavesOf(config, "config")) add(name, value);
  for (const [name, value] of Object.entries(rest)) {
    add(name, name === "git" ? String(value).slice(0, 9) : value);
  }
  return { cells, curves: new Map(curvesOf(result)) };
}

function* leavesOf(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (!isFields(value)) yield [path, value];
  else for (const [key, part] of Object.entries(value)) yield* leavesOf(part, `${path}.${key}`);
}

/** Lists of points, at the top of a result or one level below. */
function* curvesOf(result: unknown, isInner = false): Generator<readonly [string, FlatCurve]> {
  if (!isFields(result)) return;
  for (const value of Object.values(result)) {
    if (Array.isArray(value)) yield* curvesOfPoints(value.filter(isFields));
    else if (!isInner) yield* curvesOf(value, true);
  }
}

function* curvesOfPoints(points: readonly Fields[]): Generator<readonly [string, FlatCurve]> {
  const [first] = points;
  const x = ["epoch", "step"].find((name) => typeof first?.[name] === "number");
  if (first === undefined || x === undefined) return;
  const column = (name: string) => points.map((point) => toNumber(point[name]));
  for (const name of Object.keys(first)) {
    if (name === x || !Number.isFinite(toNumber(first[name]))) continue;
    yield [`${name} by ${x}`, { x, xs: column(x), ys: column(name) }];
  }
}

function toNumber(value: unknown): number {
  const number = fromJson(value);
  return typeof number === "number" ? number : Number.NaN;
}

/** Numbers that JSON lacks are written as text. */
function fromJson(value: unknown): unknown {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
}

function toCell(value: unknown): string | number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "string") return value;
  return JSON.stringify(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
