/** How the cost of a step of the MLP grows: with the batch, the width, and the pieces of a bundle. */
import { measureTimes } from "./measure.mjs";
import { median } from "./summary.mjs";

const BATCH = 128;
const WIDTH = 512;
const BATCHES = [16, 32, 64, 128, 256, 512, 1024];
const WIDTHS = [64, 128, 256, 512, 1024, 2048];
const BUNDLE_SIZES = [2, 3, 4, 5, 6, 8];
const LEAST_STEPS = 12; // of a round

/** @returns By what grows, rows `{ size, method, medianMs }`; `medianMs` by variant. */
export async function measureGrowth({ rounds, peer }) {
  const measure = async (cases, variants) => {
    const rows = await measureTimes({ cases, variants, rounds, peer });
    return rows.map(({ size, method, times }) => ({ size, method, medianMs: mediansOf(times) }));
  };
  const models = (sizes, name) =>
    sizes.map((size) => ({ size, model: name(size), method: "borat:3", steps: LEAST_STEPS }));
  const bundles = BUNDLE_SIZES.map((size) => ({ size, method: `borat:${size}` }));
  const methods = [{ size: undefined, method: "sgd" }, ...bundles];
  const both = ["eager", "compiled", "torch"];
  return {
    batch: await measure(
      models(BATCHES, (batch) => `mlp:${batch}:${WIDTH}`),
      both,
    ),
    width: await measure(
      models(WIDTHS, (width) => `mlp:${BATCH}:${width}`),
      both,
    ),
    bundle: await measure(
      methods.map((row) => ({ ...row, model: "mlp", steps: wholeBundles(row.size ?? 2) })),
      ["eager", "compiled"],
    ),
  };
}

/** Rounds that do not end inside a bundle, whose update costs more than its other steps. */
function wholeBundles(bundleSize) {
  const passes = bundleSize - 1;
  return passes * Math.ceil(LEAST_STEPS / passes);
}

function mediansOf(times) {
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
