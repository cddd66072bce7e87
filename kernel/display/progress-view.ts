import type { MimeBundle } from "../evaluate/types.ts";
import { type DisplayHandle, display } from "./display.ts";
import { getHost } from "./host.ts";
import { colors, escapeHtml } from "./html.ts";
import { Later } from "./later.ts";

/** All that is drawn of a progress bar. */
export interface ProgressState {
  readonly label: string;
  readonly completed: number;
  /** Undefined when nobody knows it: then no share and no remaining time. */
  readonly total: number | undefined;
  readonly unit: string;
  /** Seconds since the start. */
  readonly elapsed: number;
  readonly notes: Readonly<Record<string, number | string>>;
  /** `stopped`: closed before the total was reached. */
  readonly phase: "running" | "finished" | "stopped";
}

/** A place where a progress bar is drawn. */
export interface ProgressView {
  /** Whether it is time to draw again. */
  isDue(completed: number, total: number | undefined): boolean;
  draw(state: ProgressState): void;
  /** Draws what is the state then, unless another drawing comes first: no last update is missed. */
  drawLater?(readState: () => ProgressState): void;
}

/** A bar on the page; lines on standard output without a page or with `TRIPTYCH_HEADLESS=1`. */
export function createProgressView(): ProgressView {
  const { TRIPTYCH_HEADLESS } = process.env;
  return getHost() === undefined || TRIPTYCH_HEADLESS === "1" ? new LineView() : new PageView();
}

/** Least time between two drawings on the page, in ms. */
const redrawInterval = 100;

class PageView implements ProgressView {
  #handle: DisplayHandle | undefined;
  #drawnAt = 0;
  #readState: (() => ProgressState) | undefined;
  readonly #later = new Later(redrawInterval, () => {
    if (this.#readState !== undefined) this.draw(this.#readState());
  });

  isDue(): boolean {
    return performance.now() - this.#drawnAt >= redrawInterval;
  }

  drawLater(readState: () => ProgressState): void {
    this.#readState = readState;
    this.#later.ask();
  }

  draw(state: ProgressState): void {
    this.#later.cancel();
    const bundle = progressBundle(state);
    if (this.#handle === undefined) this.#handle = display.raw(bundle);
    else this.#handle.update(bundle);
    this.#drawnAt = performance.now();
  }
}

/** Lines for the whole run when the total is known. */
const lineCount = 10;
/** Time between two lines when it is not, in ms. */
const lineInterval = 10_000;

class LineView implements ProgressView {
  #line = 0;
  #drawnAt = performance.now();

  isDue(completed: number, total: number | undefined): boolean {
    if (total === undefined) return performance.now() - this.#drawnAt >= lineInterval;
    return Math.floor((completed / total) * lineCount) > this.#line;
  }

  draw(state: ProgressState): void {
    const { completed, total } = state;
    if (total !== undefined) this.#line = Math.floor((completed / total) * lineCount);
    this.#drawnAt = performance.now();
    process.stdout.write(`${progressLine(state)}\n`);
  }
}

/** The bar as one line of text: share, bar, count, elapsed and remaining time, rate, notes. */
function progressLine(state: ProgressState): string {
  const { label, total, completed } = state;
  const head = label === "" ? "" : `${label}: `;
  if (total === undefined) return `${head}${statusText(state)}`;
  const share = shareOf(completed, total);
  return `${head}${percent(share)} |${textBar(share)}| ${statusText(state)}`;
}

function progressBundle(state: ProgressState): MimeBundle {
  return { "text/plain": progressLine(state), "text/html": progressHtml(state) };
}

const barColors = {
  running: colors.accent,
  finished: colors.success,
  stopped: colors.warning,
} as const;

function progressHtml(state: ProgressState): string {
  const { label, total, completed, phase } = state;
  const share = total === undefined ? Number(phase !== "running") : shareOf(completed, total);
  const fill = `width:${(share * 100).toFixed(1)}%;height:100%;background:${barColors[phase]}`;
  const track = `flex:0 1 16em;height:.7em;border-radius:.35em;overflow:hidden;background:${colors.border}`;
  const name = label === "" ? "" : `<span>${escapeHtml(label)}</span>`;
  const number = total === undefined ? "" : `<span>${percent(share)}</span>`;
  const value = total === undefined ? "" : ` aria-valuenow="${Math.round(share * 100)}"`;
  return (
    `<div style="display:flex;align-items:center;gap:.8em;font-variant-numeric:tabular-nums">` +
    `${name}<div role="progressbar"${value} style="${track}"><div style="${fill}"></div></div>${number}` +
    `<span style="color:${colors.faint}">${escapeHtml(statusText(state))}</span></div>`
  );
}

function statusText({ completed, total, elapsed, unit, notes, phase }: ProgressState): string {
  const rate = elapsed > 0 ? completed / elapsed : 0;
  const remaining = total === undefined ? undefined : (total - completed) / rate;
  const clock =
    phase === "running" && remaining !== undefined && Number.isFinite(remaining)
      ? `${duration(elapsed)}<${duration(remaining)}`
      : duration(elapsed);
  const count = total === undefined ? `${completed} ${unit}` : `${completed}/${total}`;
  const values = Object.entries(notes).map(([key, value]) => `${key}=${noteText(value)}`);
  return [count, `[${clock}, ${rateText(rate, unit)}]`, ...values].join(" ");
}

function shareOf(completed: number, total: number): number {
  return total === 0 ? 1 : Math.min(1, completed / total);
}

function percent(share: number): string {
  // Rounded down: 100 % means done.
  return `${String(Math.floor(share * 100)).padStart(3)}%`;
}

const barWidth = 20;
const partBlocks = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function textBar(share: number): string {
  const eighths = Math.floor(share * barWidth * 8);
  const bar = "█".repeat(eighths >> 3) + (partBlocks[eighths & 7] ?? "");
  return bar.padEnd(barWidth);
}

function rateText(rate: number, unit: string): string {
  if (rate === 0) return `? ${unit}/s`;
  return rate >= 1
    ? `${threeDigits(rate)} ${unit}/s`
    : `${threeDigits(1 / rate)} s/${unit.replace(/s$/, "")}`;
}

function threeDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (n: number) => String(n).padStart(2, "0");
  const clock = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return whole < 3600 ? clock : `${Math.floor(whole / 3600)}:${clock}`;
}

function noteText(value: number | string): string {
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : value;
}
