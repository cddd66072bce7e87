import type { EpochRecord } from "./cell.ts";
import type { ContenderName } from "./contenders.ts";
import { type Curve, lossCurve } from "./curves.ts";
import type { RobustnessMetric } from "./robustness.ts";

/** Follows the runs at the place of the grid that a study is at: one eta, seed, radius, loss and momentum. */
export interface LossMonitor {
  /** Takes the metrics in the order in which the experiment gives them. */
  record(metric: RobustnessMetric): void;
  /** Training loss so far of each method that has started at the present place. */
  curves(): readonly Curve[];
}

/**
 * Collects metrics into loss curves that can be drawn while an experiment runs.
 *
 * @example
 * const monitor = createLossMonitor();
 * await runRobustness(config, { onMetric: (metric) => monitor.record(metric) });
 */
export function createLossMonitor(): LossMonitor {
  let place = "";
  const epochsByMethod = new Map<ContenderName, EpochRecord[]>();
  return {
    record: (metric) => {
      const { eta, seed, maxNorm, objective, momentum } = metric;
      const here = [eta, seed, maxNorm, objective, momentum].join();
      if (here !== place) epochsByMethod.clear();
      place = here;
      epochsByMethod.set(metric.method, [...(epochsByMethod.get(metric.method) ?? []), metric]);
    },
    curves: () => [...epochsByMethod].map(([method, epochs]) => lossCurve({ method, epochs })),
  };
}
