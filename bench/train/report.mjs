/** Tables of the figures; `*` where one misses its mark. */
import { MARKS } from "./summary.mjs";

const LABELS = { eager: "eager", compiled: "compiled", torch: "torch", torchCompile: "t.compile" };
const COLUMNS = Object.entries(LABELS);

export function reportTimes(model, rows) {
  console.log(`\n${model}, ms a step; ratios to torch op by op (mark: compiled <= ${MARKS.time})`);
  printHeading([...COLUMNS.map(([, label]) => label), "r. eager", "r. compiled"]);
  for (const { method, ...row } of rows) {
    printTimes(method, row.medianMs, row.medianRatio);
    printTimes("  best", row.bestMs, row.bestRatio);
  }
}

function printTimes(label, values, ratio) {
  printRow(label, [
    ...COLUMNS.map(([name]) => number(values[name], 2)),
    number(ratio.eager, 2),
    marked(ratio.compiled, 2, MARKS.time),
  ]);
}

export function reportOverhead(rows) {
  console.log(
    `\nBORAT beyond SGD at as many passes, % (mark: compiled <= ${100 * MARKS.overhead})`,
  );
  printHeading(COLUMNS.map(([, label]) => label));
  for (const { model, method, ...row } of rows) {
    for (const kind of ["median", "best"]) {
      const percent = (name) => (row[kind][name] === undefined ? undefined : 100 * row[kind][name]);
      const cells = COLUMNS.map(([name]) =>
        name === "compiled"
          ? marked(percent(name), 1, 100 * MARKS.overhead)
          : number(percent(name), 1),
      );
      printRow(kind === "median" ? `${model} ${method}` : "  best", cells);
    }
  }
}

export function reportMemory(rows) {
  console.log(`\npeak memory of a process, MB (mark: compiled <= ${MARKS.memory} of torch), and`);
  console.log("what training added to a process with its library loaded");
  printHeading([...COLUMNS.map(([, label]) => label), "r. eager", "r. compiled"]);
  for (const { model, method, ...row } of rows) {
    const print = (label, values, ratio, mark) =>
      printRow(label, [
        ...COLUMNS.map(([name]) => number(values[name], 0)),
        number(ratio.eager, 2),
        marked(ratio.compiled, 2, mark),
      ]);
    print(`${model} ${method}`, row.peakMb, row.peakRatio, MARKS.memory);
    print("  added", row.addedMb, row.addedRatio, Number.POSITIVE_INFINITY);
  }
}

function printHeading(labels) {
  printRow("", labels);
}

function printRow(label, cells) {
  console.log(label.padEnd(14) + cells.map((cell) => cell.padStart(12)).join(""));
}

function number(value, digits) {
  return value === undefined ? "-" : value.toFixed(digits);
}

function marked(value, digits, most) {
  return number(value, digits) + (value > most ? "*" : " ");
}
