/** Figures of rounds, and a table that grows row by row. */
import { TOLERANCE } from "./rows.mjs";

const LABELS = { ours: "ours", torch: "torch", torchAnswers: "t. answers" };
const VARIANTS = Object.keys(LABELS);

/** Medians, best rounds and tokens/s by variant, and ratios of our time to each of PyTorch's. */
export function summarise({ name, label, tokens, times, difference }) {
  const of = (take) => mapValues(times, take);
  const [medianMs, bestMs] = [of(median), of((values) => Math.min(...values))];
  return {
    name,
    label,
    tokens,
    medianMs,
    bestMs,
    tokensPerSecond: mapValues(medianMs, (ms) => (1000 * tokens) / ms),
    medianRatio: ratios(medianMs),
    bestRatio: ratios(bestMs),
    difference,
  };
}

export function summariseStarts(seconds) {
  const medianSeconds = mapValues(seconds, median);
  return { medianSeconds, medianRatio: ratios(medianSeconds) };
}

export function summariseMemory({ name, label, memory }) {
  const peakMb = mapValues(memory, (value) => value.peakMb);
  const loadedMb = mapValues(memory, (value) => value.loadedMb);
  return { name, label, peakMb, loadedMb, peakRatio: ratios(peakMb) };
}

export function reportHeading(title) {
  console.log(`\n${title}`);
  const labels = VARIANTS.map((name) => LABELS[name]);
  printCells("", [...labels, ...labels.slice(1).map((label) => `r. ${label}`), "difference"]);
}

export function reportTimes({ label, tokensPerSecond, medianRatio, bestRatio, difference }) {
  printRow(label, tokensPerSecond, medianRatio, { digits: 0, difference });
  printRow("  best, ratio", {}, bestRatio);
}

export function reportStarts({ medianSeconds, medianRatio }) {
  printRow("start to first token", medianSeconds, medianRatio, { digits: 2 });
}

export function reportMemory({ label, peakMb, loadedMb, peakRatio }) {
  printRow(label, peakMb, peakRatio);
  printRow("  library alone", loadedMb, {});
}

function printRow(label, values, ratio, { digits = 0, difference } = {}) {
  const cells = VARIANTS.map((name) => number(values[name], digits));
  const ratioCells = VARIANTS.slice(1).map((name) => number(ratio[name], 2));
  const mark = difference > TOLERANCE ? "*" : "";
  const last = difference === undefined ? "" : difference.toExponential(1) + mark;
  printCells(label, [...cells, ...ratioCells, last]);
}

function printCells(label, cells) {
  console.log(label.padEnd(26) + cells.map((cell) => cell.padStart(13)).join(""));
}

function number(value, digits) {
  return value === undefined ? "-" : value.toFixed(digits);
}

function ratios({ ours, ...theirs }) {
  return mapValues(theirs, (value) => ours / value);
}

function mapValues(record, map) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
