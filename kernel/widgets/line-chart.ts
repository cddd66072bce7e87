import { Later } from "../display/later.ts";
import type { MimeBundle } from "../evaluate/types.ts";
import { AnyWidget } from "./anywidget.ts";
import {
  type ChartData,
  type ChartNumbers,
  domainOf,
  drawChart,
  drawLine,
  lineColor,
  numberText,
  safe,
  ticksBetween,
} from "./page/draw-chart.ts";
import { type ChartPoints, initialize, legendOf, nearestPoint, render } from "./page/line-chart.ts";
import { moduleText } from "./page/module.ts";
import { displaySymbol, type Widget } from "./widget.ts";

/** Milliseconds between two messages to the page, however fast points come. */
const period = 50;

/** Lines by name; what is not a finite number leaves a gap. */
type ChartSeries<Name extends string> = Readonly<Record<Name, ArrayLike<number>>>;

/** What a chart shows. */
export interface LineChartOptions<Name extends string> {
  readonly series: ChartSeries<Name>;
  /** Where the points are; also NaN leaves a gap. Default: 0, 1, 2, ... */
  readonly x?: ArrayLike<number>;
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Pixels. Default: 280. */
  readonly height?: number;
}

/** A chart on the page that grows with its data. */
export interface LineChart<Name extends string> {
  /**
   * Adds one point to each line; a line that is not named has a gap there.
   *
   * @param x - Default: one more than the last.
   */
  push(values: Readonly<Partial<Record<Name, number>>>, x?: number): void;
  /** Replaces all points. */
  update(data: Pick<LineChartOptions<Name>, "series" | "x">): void;
  /** Takes the chart off the page, which has all its points then. */
  close(): void;
  [displaySymbol](): MimeBundle;
}

/**
 * Draws lines and keeps them up to date: points may be added a thousand times a second, also in a
 * loop that never awaits.
 *
 * @throws {RangeError} If a line has more points than `x`.
 *
 * @example
 * const chart = lineChart({ series: { loss: [] }, xLabel: "step" });
 * display(chart);
 * for (const step of progress(1000)) chart.push({ loss: train(step) });
 */
export function lineChart<const Name extends string>(
  options: LineChartOptions<Name>,
): LineChart<Name> {
  return new Chart(options);
}

class Chart<Name extends string> implements LineChart<Name> {
  readonly #widget: Widget<ChartData>;
  #x: ChartNumbers;
  #series: Record<string, ChartNumbers>;
  /** Points that the page has. */
  #sent: number;
  #sentAt = Number.NEGATIVE_INFINITY;
  readonly #later = new Later(period, () => this.#send());

  constructor(options: LineChartOptions<Name>) {
    const { title = "", xLabel = "", yLabel = "", height = 280 } = options;
    const { x, series } = dataOf(options);
    this.#x = x;
    this.#series = series;
    this.#sent = x.length;
    const state = { x, series, title, xLabel, yLabel, height };
    this.#widget = new AnyWidget("lineChart", { esm: chartModule, css: chartStyle, state });
  }

  push(values: Readonly<Partial<Record<Name, number>>>, x = (this.#x.at(-1) ?? -1) + 1): void {
    this.#x.push(x);
    const given = new Map(Object.entries<number | undefined>(values));
    for (const [name, line] of Object.entries(this.#series)) line.push(given.get(name) ?? null);
    if (performance.now() - this.#sentAt >= period) this.#send();
    else this.#later.ask();
  }

  update(data: Pick<LineChartOptions<Name>, "series" | "x">): void {
    const { x, series } = dataOf(data);
    this.#x = x;
    this.#series = series;
    this.#sent = x.length;
    this.#later.cancel();
    this.#widget.set({ x, series });
  }

  close(): void {
    this.#later.flush();
    this.#widget.close();
  }

  [displaySymbol](): MimeBundle {
    const names = Object.keys(this.#series).join(", ");
    const plain = `[line chart: ${names}; ${this.#x.length} points]`;
    return { ...this.#widget[displaySymbol](), "text/plain": plain };
  }

  /** A loop that does not await keeps the timer from firing, so `push` sends too. */
  #send(): void {
    this.#later.cancel();
    this.#sentAt = performance.now();
    const start = this.#sent;
    this.#sent = this.#x.length;
    const added = Object.entries(this.#series).map(([name, line]) => [name, line.slice(start)]);
    const series = Object.fromEntries(added);
    const points: ChartPoints = { start, x: this.#x.slice(start), series };
    this.#widget.send(points);
  }
}

function dataOf({ x, series }: Pick<LineChartOptions<string>, "series" | "x">) {
  const lines = Object.entries(series);
  const length = x?.length ?? Math.max(0, ...lines.map(([, line]) => line.length));
  const longer = lines.find(([, line]) => line.length > length);
  if (longer !== undefined) {
    const [name, line] = longer;
    throw new RangeError(
      `lineChart: series.${name} must have at most as many numbers as x (${length}), got ${line.length}`,
    );
  }
  const places: ChartNumbers = Array.from({ length }, (_, i) =>
    x === undefined ? i : (x[i] ?? null),
  );
  const all = lines.map(([name, line]) => {
    return [name, Array.from({ length }, (_, i): number | null => line[i] ?? null)] as const;
  });
  return { x: places, series: Object.fromEntries(all) };
}

const chartModule = moduleText({
  initialize,
  render,
  legendOf,
  drawChart,
  drawLine,
  domainOf,
  ticksBetween,
  numberText,
  nearestPoint,
  lineColor,
  safe,
});

const chartStyle = `
.triptych-chart { padding: 4px 0; font: 12px var(--jp-ui-font-family, sans-serif);
  color: var(--jp-content-font-color1, inherit); max-width: 760px; }
.triptych-chart .title { font-weight: 600; font-size: 14px; padding: 2px 0 4px; }
.triptych-chart .legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 2px 0 6px; }
.triptych-chart span { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; }
.triptych-chart i { width: 14px; height: 3px; border-radius: 2px; }
.triptych-chart output { font-variant-numeric: tabular-nums; color: var(--jp-content-font-color2, #888); }
.triptych-chart svg { display: block; overflow: visible; }
.triptych-chart text { fill: var(--jp-content-font-color2, #888); font-size: 11px; font-variant-numeric: tabular-nums; }
.triptych-chart text.name { fill: var(--jp-content-font-color1, currentColor); font-size: 12px; }
.triptych-chart path { fill: none; }
.triptych-chart .grid { stroke: var(--jp-border-color2, #8883); }
.triptych-chart .axis { stroke: var(--jp-border-color1, #8888); }
.triptych-chart .line { stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.triptych-chart .area { position: relative; }
.triptych-chart .cursor { position: absolute; width: 1px; pointer-events: none;
  background: var(--jp-border-color1, #8888); }
.triptych-chart .tip { position: absolute; top: 12px; padding: 4px 8px; border-radius: 4px; pointer-events: none;
  background: var(--jp-layout-color1, #fff); border: 1px solid var(--jp-border-color1, #8888); z-index: 1; }
.triptych-chart .tip span { display: flex; }
.triptych-chart [hidden] { display: none; }
`;
