/** Figures of rounds, and tables of them. */
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

export function reportRows(rows) {
  console.log("\ntokens/s (median); ratio of our time to theirs, below 1 we are faster");
  printHeading();
  for (const { label, tokensPerSecond, medianRatio, bestRatio } of rows) {
    printRow(label, tokensPerSecond, medianRatio, 0);
    printRow("  best, ratio", {}, bestRatio, 0);
  }
}

export function reportStarts({ medianSeconds, medianRatio }) {
  console.log("\ncold process to first token, s");
  printHeading();
  printRow("load", medianSeconds, medianRatio, 2);
}

export function reportMemory(rows) {
  console.log("\npeak memory of a process, MB, and what it held with its library alone");
  printHeading();
  for (const { label, peakMb, loadedMb, peakRatio } of rows) {
    printRow(label, peakMb, peakRatio, 0);
    printRow("  library alone", loadedMb, {}, 0);
  }
}

/** Says how far the sides agree; @returns whether they do. */
export function reportAgreement(rows) {
  const differences = rows.flatMap(({ label, difference }) =>
    Object.entries(difference).map(([variant, value]) => ({ label, variant, value })),
  );
  if (differences.length === 0) return true;
  console.log(
    `\nlargest difference of logits, losses, log-probabilities, ids (at most ${TOLERANCE})`,
  );
  for (const { label, variant, value } of differences) {
    const mark = value <= TOLERANCE ? "" : "  *";
    console.log(
      `${label.padEnd(28)}${LABELS[variant].padStart(12)}  ${value.toExponential(1)}${mark}`,
    );
  }
  return differences.every(({ value }) => value <= TOLERANCE);
}

function printHeading() {
  const labels = VARIANTS.map((name) => LABELS[name]);
  printCells("", [...labels, ...labels.slice(1).map((label) => `r. ${label}`)]);
}

function printRow(label, values, ratio, digits) {
  const cells = VARIANTS.map((name) => number(values[name], digits));
  printCells(label, [...cells, ...VARIANTS.slice(1).map((name) => number(ratio[name], 2))]);
}

function printCells(label, cells) {
  console.log(label.padEnd(28) + cells.map((cell) => cell.padStart(14)).join(""));
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
