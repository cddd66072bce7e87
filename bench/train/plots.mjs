/** The growth of costs as pictures. */
import { figure } from "triptych/report";

const NAMES = { torch: "PyTorch, op by op", eager: "ours, op by op", compiled: "ours, compiled" };

/** @returns SVG documents by name. */
export function plotGrowth({ batch, width, bundle }) {
  return {
    batch: plotSizes(batch, "BORAT, N = 3, on an MLP 784-512-512-10", "examples in a minibatch"),
    width: plotSizes(width, "BORAT, N = 3, on an MLP, batch 128", "units of a hidden layer"),
    bundle: plotBundles(bundle),
  };
}

function plotSizes(rows, title, label) {
  const chart = figure({ title, x: { label, log: true }, y: { label: "ms a step", log: true } });
  for (const [variant, name] of Object.entries(NAMES)) addLine(chart, rows, variant, { name });
  return chart.toSvg();
}

function plotBundles(rows) {
  const sizes = rows.filter(({ size }) => size !== undefined);
  const sgd = rows.find(({ method }) => method === "sgd");
  const most = Math.max(
    ...rows.flatMap(({ medianMs }) => Object.values(medianMs).map(Number)).filter(Number.isFinite),
  );
  const chart = figure({
    title: "MLP 784-512-512-10, batch 128: cost against pieces",
    x: "pieces N of a bundle",
    y: { label: "ms a minibatch", range: [0, 1.1 * most] },
  });
  for (const variant of ["eager", "compiled"]) {
    addLine(chart, sizes, variant, { name: `BORAT, ${NAMES[variant]}` });
    const flat = sizes.map(({ size }) => ({ size, medianMs: sgd.medianMs }));
    addLine(chart, flat, variant, { name: `SGD, ${NAMES[variant]}`, dashed: true, points: false });
  }
  return chart.toSvg();
}

function addLine(chart, rows, variant, options) {
  const measured = rows.filter(({ medianMs }) => medianMs[variant] !== undefined);
  if (measured.length === 0) return;
  chart.line({
    x: measured.map(({ size }) => size),
    y: measured.map(({ medianMs }) => medianMs[variant]),
    points: true,
    ...options,
  });
}
