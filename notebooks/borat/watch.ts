import { figure, type WatchHooks, watch } from "triptych";
import { type Curve, createLossMonitor, type RobustnessMetric } from "triptych/borat";

/** Follows a study of methods, with the losses of the runs at the present eta and seed. */
export async function watchLosses<Result>(
  label: string,
  study: (hooks: WatchHooks<RobustnessMetric>) => Promise<Result>,
): Promise<Result> {
  const monitor = createLossMonitor();
  return await watch(
    label,
    ({ onMetric, signal }) =>
      study({
        signal,
        onMetric: (metric: RobustnessMetric) => {
          monitor.record(metric);
          onMetric(metric);
        },
      }),
    ({ eta, seed, maxNorm, momentum, objective }: RobustnessMetric) => {
      const radius = maxNorm === undefined ? "" : `, r ${maxNorm}`;
      const place = `eta ${eta}${radius}, momentum ${momentum}, ${objective}, seed ${seed}`;
      return lossChart(`${label}: the runs at ${place}`, monitor.curves());
    },
  );
}

/** Training losses against epochs: cross-entropy in nats, the hinge loss in units of the margin. */
export function lossChart(title: string, curves: readonly Curve[]) {
  // The range leaves out the losses of runs that diverge.
  const y = { label: "training loss (nats, or margins)", log: true, range: [1e-6, 1e3] } as const;
  const chart = figure({ title, x: "epoch", y, width: 760, height: 460 });
  for (const curve of curves) chart.line(curve);
  return chart;
}
