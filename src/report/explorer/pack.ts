import type { FlatCurve, FlatRun } from "./flatten.ts";

/** Where numbers lie in the buffer. */
interface Place {
  readonly type: "f8" | "f4" | "u4" | "u2";
  /** Byte. */
  readonly start: number;
  readonly length: number;
}

/** A column of the table. */
type PackedColumn = { readonly name: string } & (
  | { readonly kind: "constant"; readonly value: string }
  | { readonly kind: "number"; readonly values: Place }
  | { readonly kind: "text"; readonly labels: readonly string[]; readonly values: Place }
);

/** The runs as the page takes them: what is where, and one buffer of all numbers. */
export interface PackedRuns {
  readonly meta: {
    readonly count: number;
    readonly columns: readonly PackedColumn[];
    readonly curves: readonly {
      readonly name: string;
      readonly x: string;
      readonly offsets: Place;
      readonly xs: Place;
      readonly ys: Place;
    }[];
  };
  readonly data: Uint8Array;
}

/** Puts runs into columns: numbers as they are, texts as numbers of their sorted labels, constants once. */
export function packRuns(runs: readonly FlatRun[]): PackedRuns {
  const buffers = createBuffers();
  const names = inOrder(namesOf(runs, ({ cells }) => cells));
  const columns = names.map((name) => packColumn(name, runs, buffers));
  const curves = namesOf(runs, (run) => run.curves).map((name) => {
    const own = runs.map((run) => run.curves.get(name));
    return {
      name,
      x: own.find((curve) => curve !== undefined)?.x ?? "",
      ...packCurves(own, buffers),
    };
  });
  return { meta: { count: runs.length, columns, curves }, data: buffers.join() };
}

function packColumn(name: string, runs: readonly FlatRun[], buffers: Buffers): PackedColumn {
  const values = runs.map(({ cells }) => cells.get(name));
  const known = values.filter((value) => value !== undefined);
  const distinct = new Set(values);
  if (distinct.size === 1) return { name, kind: "constant", value: String(known[0]) };
  if (known.every((value) => typeof value === "number")) {
    const numbers = Float64Array.from(values, (value) =>
      value === undefined ? Number.NaN : Number(value),
    );
    return { name, kind: "number", values: buffers.add("f8", numbers) };
  }
  const labels = [...new Set(values.map((value) => String(value ?? "")))].sort();
  const codes = new Map(labels.map((label, code) => [label, code]));
  const list = values.map((value) => codes.get(String(value ?? ""))!);
  const place =
    labels.length <= 2 ** 16
      ? buffers.add("u2", Uint16Array.from(list))
      : buffers.add("u4", Uint32Array.from(list));
  return { name, kind: "text", labels, values: place };
}

function packCurves(curves: readonly (FlatCurve | undefined)[], buffers: Buffers) {
  const offsets = new Uint32Array(curves.length + 1);
  for (const [i, curve] of curves.entries()) offsets[i + 1] = offsets[i]! + (curve?.xs.length ?? 0);
  const [xs, ys] = (["xs", "ys"] as const).map((axis) => {
    const all = new Float32Array(offsets.at(-1)!);
    for (const [i, curve] of curves.entries()) all.set(curve?.[axis] ?? [], offsets[i]!);
    return buffers.add("f4", all);
  });
  return { offsets: buffers.add("u4", offsets), xs: xs!, ys: ys! };
}

type Buffers = ReturnType<typeof createBuffers>;

/** Arrays one after the other, each at a multiple of eight bytes; equal ones are there once. */
function createBuffers() {
  const parts: { readonly start: number; readonly bytes: Buffer }[] = [];
  let size = 0;
  return {
    add: (
      type: Place["type"],
      { buffer, length }: Float64Array | Float32Array | Uint32Array | Uint16Array,
    ): Place => {
      const bytes = Buffer.from(buffer);
      const same = parts.find((part) => part.bytes.equals(bytes));
      if (same !== undefined) return { type, start: same.start, length };
      const start = size;
      parts.push({ start, bytes });
      size = 8 * Math.ceil((start + bytes.length) / 8);
      return { type, start, length };
    },
    join: (): Uint8Array => {
      const all = new Uint8Array(size);
      for (const { start, bytes } of parts) all.set(bytes, start);
      return all;
    },
  };
}

/** What a run is, what it found, its settings, and the rest: experiments of several kinds, too. */
function inOrder(names: readonly string[]): readonly string[] {
  const kinds = [/^(run|job)$/, /^result\./, /^config\./, /^/];
  const rank = (name: string) => kinds.findIndex((kind) => kind.test(name));
  return [...names].sort((a, b) => rank(a) - rank(b));
}

/** Every name once, in order of appearance. */
function namesOf(
  runs: readonly FlatRun[],
  mapOf: (run: FlatRun) => ReadonlyMap<string, unknown>,
): readonly string[] {
  const names = new Set<string>();
  for (const run of runs) for (const name of mapOf(run).keys()) names.add(name);
  return [...names];
}
