import type { ContenderName } from "./contenders.ts";
import { type Curve, lossCurve } from "./curves.ts";
import type { RobustnessMetric } from "./robustness.ts";
import type { EpochRecord } from "./training.ts";

/** Follows the runs at the eta and seed that an experiment is at. */
export interface LossMonitor {
  /** Takes the metrics in the order in which the experiment gives them. */
  record(metric: RobustnessMetric): void;
  /** Training loss so far of each method that has started at the present eta and seed. */
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
      const here = `${metric.eta}, ${metric.seed}`;
      if (here !== place) epochsByMethod.clear();
      place = here;
      epochsByMethod.set(metric.method, [...(epochsByMethod.get(metric.method) ?? []), metric]);
    },
    curves: () => [...epochsByMethod].map(([method, epochs]) => lossCurve({ method, epochs })),
  };
}
