/** The growth of costs as pictures. */
import { figure } from "triptych/report";

/** @returns An SVG document. */
export function plotLengths({ compiled, interpreter }) {
  const series = (rows) => ({
    x: rows.map(({ length }) => length),
    y: rows.map(({ microseconds }) => microseconds),
    points: true,
  });
  return figure({
    title: "Dictionary of words of 3: time against length",
    x: { label: "tokens", log: true },
    y: { label: "microseconds a token", log: true, range: [1, 100] },
  })
    .line({ name: "interpreter", ...series(interpreter) })
    .line({ name: "compiled", ...series(compiled) })
    .toSvg();
}

/** @returns An SVG document. */
export function plotSizes(sizes) {
  const chart = figure({
    title: "Dictionaries of words of 2 to 35: time against size",
    x: { label: "non-zero weights", log: true },
    y: { label: "microseconds a token", log: true },
  });
  for (const formulation of ["paper", "ring"]) {
    const rows = sizes.filter((row) => row.formulation === formulation);
    chart.line({
      name: formulation,
      x: rows.map(({ nonZeros }) => nonZeros),
      y: rows.map(({ microseconds }) => microseconds),
      points: true,
    });
  }
  return chart.toSvg();
}
