import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as Esbuild from "esbuild";
import { flattenRun } from "./flatten.ts";
import { type PackedRuns, packRuns } from "./pack.ts";
import { type RunFields, readRuns } from "./read-lines.ts";

/** What an explorer shows beside what the records hold. */
export interface ExplorerOptions {
  /** Numbers of a run by name, e.g. `({ result }) => ({ iid: meanOf(result) })`. */
  readonly values?: (record: RunFields) => Readonly<Record<string, number>>;
}

/** A widget's part that an explorer needs. */
interface ShownWidget {
  get(key: "selected"): readonly number[];
}

/** Makes a widget of a front-end module, as the kernel's `anywidget` does. */
export type WidgetMaker = (options: {
  readonly esm: string;
  readonly state: PackedRuns & { readonly selected: readonly number[] };
}) => ShownWidget;

/**
 * Opens runs to look through: to filter, group and sort them, to compare the courses of chosen ones, and to copy
 * the command that repeats one. Tens of thousands are fine.
 *
 * @param source - Records of runs, or files and folders of them, e.g. `"runs"`.
 * @throws {ConfigError} If a path is not there or holds no records.
 * @example
 * const runs = explorer("runs");
 * runs // shows itself
 * runs.selected // in a later cell: the records of the runs that were chosen
 */
export function explorer(
  source: string | readonly string[] | readonly object[],
  { values }: ExplorerOptions = {},
): Explorer {
  const records = recordsOf(source);
  return new Explorer(
    records,
    packRuns(records.map((record) => flattenRun(record, values?.(record)))),
  );
}

const MOST_BYTES = 2 ** 22; // of numbers that a notebook's file is burdened with

let makeWidget: WidgetMaker | undefined;

/** Tells explorers how to make a widget; without it they are pages that tell the program nothing. */
export function makeWidgetsWith(maker: WidgetMaker): void {
  makeWidget = maker;
}

/** Runs to look through: see {@link explorer}. */
export class Explorer {
  readonly records: readonly RunFields[];
  readonly #packed: PackedRuns;
  #widget: ShownWidget | undefined;

  /** Called by {@link explorer}. */
  constructor(records: readonly RunFields[], packed: PackedRuns) {
    this.records = records;
    this.#packed = packed;
  }

  /** The records of the runs that are chosen on the page, in the order of their colours. */
  get selected(): readonly RunFields[] {
    return (this.#widget?.get("selected") ?? []).map((run) => this.records[run]!);
  }

  /** The explorer as HTML that needs no kernel. */
  toHtml(): string {
    const { meta, data } = this.#packed;
    const id = `explorer-${randomUUID()}`;
    const state = JSON.stringify(meta).replaceAll("<", "\\u003c");
    return `<div id="${id}"></div>
<script type="module">
${pageModule()}
const text = atob("${Buffer.from(data).toString("base64")}");
const bytes = new Uint8Array(text.length);
for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
const state = { meta: ${state}, data: new DataView(bytes.buffer) };
const model = { get: (key) => state[key], set() {}, save_changes() {}, on() {} };
page.render({ model, el: document.getElementById("${id}") });
</script>`;
  }

  /**
   * The MIME bundle: a widget where there is a kernel, and, if the runs are not too many, the page for files that
   * are made of a notebook.
   */
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, unknown>> {
    const text = `${this.records.length} runs`;
    const isSmall = this.#packed.data.length < MOST_BYTES;
    const bundle = { "text/html": isSmall ? this.toHtml() : text, "text/plain": text };
    this.#widget ??= makeWidget?.({
      esm: `${pageModule()}\nexport default { render: page.render };`,
      state: { ...this.#packed, selected: [] },
    });
    return { ...bundle, ...bundleOf(this.#widget) };
  }
}

let builtModule: string | undefined;

/** The front end as a script that defines `page`. */
function pageModule(): string {
  // Loaded when it is needed: `require` has no types, these are the package's own.
  const { buildSync } = createRequire(import.meta.url)("esbuild") as typeof Esbuild;
  builtModule ??= buildSync({
    entryPoints: [fileURLToPath(new URL("./page/index.js", import.meta.url))],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "page",
    target: "es2022",
    write: false,
  }).outputFiles[0]!.text;
  return builtModule;
}

function recordsOf(source: string | readonly string[] | readonly object[]): readonly RunFields[] {
  if (typeof source === "string") return readRuns([source]);
  const paths = source.filter((one) => typeof one === "string");
  const records = source.filter((one) => typeof one === "object").map((one) => ({ ...one }));
  return [...readRuns(paths), ...records];
}

function bundleOf(widget: ShownWidget | undefined): Readonly<Record<string, unknown>> {
  const display = Symbol.for("Jupyter.display");
  if (widget === undefined || !(display in widget)) return {};
  const method: unknown = widget[display];
  const bundle: unknown = typeof method === "function" ? method.call(widget) : {};
  return typeof bundle === "object" && bundle !== null ? { ...bundle } : {};
}
