// Runs that a notebook follows: where the kernel's displays and the library's runs meet.
import {
  type DisplayHandle,
  display,
  getHost,
  type Progress,
  progress,
} from "./kernel/display/index.ts";
import { type LineChart, lineChart } from "./kernel/widgets/index.ts";
import { figure } from "./src/report/index.ts";
import type { GridEvent, GridRecord, Metrics } from "./src/run/index.ts";

/**
 * The record of a run that ended well. Spelt out, for every cell of a notebook sees these types: those of
 * the library's index would bring in the whole library, and each check would take twice as long.
 */
export interface DoneRecord {
  readonly status: "done";
  /** Of the settings with every default filled in. */
  readonly hash: string;
  readonly job: string;
  readonly config: unknown;
  readonly result: unknown;
  /** What was read: one, or all of them. */
  readonly data: RunData | readonly RunData[];
  /** When it ended, ISO 8601. */
  readonly time: string;
  /** Wall time. */
  readonly seconds: number;
  /** Most memory that the process had, bytes. */
  readonly peakMemory: number;
  /** Commit of the sources, `-dirty` if they were changed. */
  readonly git?: string;
  readonly versions: {
    readonly triptych: string;
    readonly node: string;
    readonly tfjs: string;
    readonly tensorflow?: string;
  };
  readonly device: "CPU" | "GPU";
}

/** A data set and the checksum of its bytes. */
interface RunData {
  readonly name: string;
  readonly sha256: string;
}

/** How runs are kept. */
export interface LiveOptions {
  /** Run directory. */
  readonly output: string;
  /** Steps between checkpoints. Default: 5 s apart or more. */
  readonly saveEvery?: number;
}

/**
 * Runs an experiment as `npx triptych run` does, in a process of its own and resumable, and draws its numbers
 * while it runs. An interrupt of the cell stops it; the same call goes on from its last checkpoint.
 *
 * @param experiment - `"cell"` (BORAT), `"focus"` (FIT), `"noise"` (LSRL), or the path of a file that exports `job`.
 * @param options.output - Run directory. Default: `runs/<experiment>-<hash of the settings>`.
 * @returns Its record, at once if it is done already.
 * @throws {Error} What the run failed with.
 * @example
 * const record = await runLive("focus", { task: "ss", training: { seed: 3 } });
 */
export async function runLive(
  experiment: string,
  settings: Readonly<Record<string, unknown>> = {},
  options: Partial<LiveOptions> = {},
): Promise<DoneRecord> {
  const { prepareRun } = await import("./src/run/index.ts");
  const { config, output } = await prepareRun(experiment, settings, options.output);
  const [record] = await sweepLive(experiment, [config], { ...options, output });
  return record!;
}

/**
 * As {@link runLive}, for several runs, one after the other.
 *
 * @param configs - Settings of each, e.g. what `expandConfig` gives.
 */
export async function sweepLive(
  experiment: string,
  configs: readonly unknown[],
  options: LiveOptions,
): Promise<readonly DoneRecord[]> {
  const { describeEvent, runGrid } = await import("./src/run/index.ts");
  const signal = cellSignal();
  const page = isOnPage() ? createPage(experiment, configs.length) : undefined;
  try {
    const records = await runGrid(configs, {
      ...options,
      job: experiment,
      signal,
      onEvent: (event) => {
        if (page === undefined) console.log(describeEvent(event, configs.length));
        else page.tell(event);
      },
      onMetrics: (run, step, metrics) => page?.add(run, step, metrics),
    });
    return records.map(requireDone);
  } finally {
    page?.end();
  }
}

/** What a study tells of a run while it goes on. */
export interface WatchedMetric {
  /** Number of the run, from 0. */
  readonly run: number;
  readonly numRuns: number;
}

/** How a study is followed and stopped. */
export interface WatchHooks<Metric> {
  readonly onMetric: (metric: Metric) => void;
  /** Aborts when the cell is interrupted. */
  readonly signal: AbortSignal;
}

/**
 * Follows a study of many runs in this process with a bar, and a drawing of how far it is.
 *
 * @param draw - Makes what is shown, twice a second at most.
 * @example
 * const result = await watch("etas", (hooks) => runRobustness(config, hooks), () => chartOf(monitor.curves()));
 */
export async function watch<Metric extends WatchedMetric, Result>(
  label: string,
  study: (hooks: WatchHooks<Metric>) => Promise<Result>,
  draw?: (metric: Metric) => unknown,
): Promise<Result> {
  const INTERVAL = 500; // ms between drawings
  let bar: Progress | undefined;
  let drawing: DisplayHandle | undefined;
  let drawnAt = 0;
  let last: Metric | undefined;
  const show = (metric: Metric) => {
    if (draw === undefined || !isOnPage()) return;
    if (drawing === undefined) drawing = display(draw(metric));
    else drawing.update(draw(metric));
    drawnAt = performance.now();
  };
  const onMetric = (metric: Metric) => {
    last = metric;
    bar ??= progress(metric.numRuns, { label, unit: "runs" });
    bar.update(metric.run, notesOf(metric));
    if (performance.now() - drawnAt > INTERVAL) show(metric);
  };
  const signal = cellSignal();
  const stop = () => bar?.done();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await study({ onMetric, signal });
    if (last !== undefined) {
      bar?.update(last.numRuns);
      show(last);
    }
    return result;
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

function notesOf(metric: WatchedMetric): Metrics {
  const notes = Object.entries(metric).filter(([key]) => key === "loss" || key === "accuracy");
  return Object.fromEntries(notes.filter(([, value]) => typeof value === "number"));
}

/** Aborts when the cell that runs now is interrupted. */
function cellSignal(): AbortSignal {
  return getHost()?.signal?.() ?? new AbortController().signal;
}

/** Whether displays go to a notebook, be it on a page or only in its file. */
function isOnPage(): boolean {
  return getHost() !== undefined && process.env["TRIPTYCH_HEADLESS"] !== "1";
}

function requireDone(record: GridRecord): DoneRecord {
  if (record.status === "failed") throw new Error(record.error);
  return record;
}

/** Shows runs on a page: a bar that counts them, and a chart of each of their numbers. */
function createPage(label: string, numRuns: number) {
  const bar = progress(numRuns, { label, unit: "runs" });
  const charts = new Map<string, MetricChart>();
  let ended = 0;
  const names = new Map<number, string>();
  /** Two runs may be described alike. */
  const nameOf = ({ index, cell }: Pick<GridEvent, "index" | "cell">): string => {
    const known = names.get(index);
    if (known !== undefined) return known;
    const name = [...names.values()].includes(cell) ? `${cell} (run ${index + 1})` : cell;
    names.set(index, name);
    return name;
  };
  return {
    tell: (event: GridEvent): void => {
      if (event.kind === "started") bar.note({ now: event.cell });
      else if (event.kind === "notice") bar.note({ now: `${event.cell}: ${event.line}` });
      else {
        ended += 1;
        bar.update(ended, { now: event.cell });
      }
    },
    add: (run: Pick<GridEvent, "index" | "cell">, step: number, metrics: Metrics): void => {
      for (const [name, value] of Object.entries(metrics)) {
        const chart = charts.get(name) ?? new MetricChart(name);
        charts.set(name, chart);
        chart.add(nameOf(run), step, value);
      }
    },
    end: (): void => {
      bar.done();
      for (const chart of charts.values()) chart.end();
    },
  };
}

/** The course of one number, a line for each run: it grows, and is a figure of the notebook's file at the end. */
class MetricChart {
  readonly #name: string;
  readonly #lines = new Map<string, { readonly x: number[]; readonly y: number[] }>();
  readonly #chart: LineChart<string>;
  readonly #handle: DisplayHandle;

  constructor(name: string) {
    this.#name = name;
    this.#chart = lineChart<string>({ series: {}, yLabel: name, xLabel: "step", height: 200 });
    this.#handle = display(this.#chart);
  }

  add(run: string, step: number, value: number): void {
    const line = this.#lines.get(run);
    if (line !== undefined) {
      line.x.push(step);
      line.y.push(value);
      this.#chart.push({ [run]: value }, step);
      return;
    }
    this.#lines.set(run, { x: [step], y: [value] });
    const all = [...this.#lines];
    const series = all.map(([name]) => {
      const ys = all.flatMap(([other, { y }]) => (other === name ? y : y.map(() => Number.NaN)));
      return [name, ys] as const;
    });
    const x = all.flatMap((other) => other[1].x);
    this.#chart.update({ x, series: Object.fromEntries(series) });
  }

  end(): void {
    const still = figure({ x: "step", y: this.#name, width: 760, height: 260 });
    for (const [name, line] of this.#lines) still.line({ name, ...line });
    this.#handle.update(still);
    this.#chart.close();
  }
}
