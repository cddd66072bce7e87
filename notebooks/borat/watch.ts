import { display, figure, type Progress, progress } from "triptych";
import { type Curve, createLossMonitor, type RobustnessMetric } from "triptych/borat";

/** What a study tells of each epoch that a bar needs. */
interface Metric {
  readonly run: number;
  readonly numRuns: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** Takes a study's metrics while it runs. */
interface Hooks<M> {
  readonly onMetric: (metric: M) => void;
}

/** Runs a study with a bar that counts its runs. */
export async function count<Result, M extends Metric>(
  label: string,
  study: (hooks: Hooks<M>) => Promise<Result>,
  follow: (metric: M) => void = () => {},
): Promise<Result> {
  let bar: Progress | undefined;
  let numRuns = 0;
  const onMetric = (metric: M) => {
    const { run, loss, accuracy } = metric;
    numRuns = metric.numRuns;
    bar ??= progress(numRuns, { label, unit: "runs" });
    bar.update(run, { loss, accuracy });
    follow(metric);
  };
  const result = await study({ onMetric });
  bar?.update(numRuns);
  return result;
}

/** Runs a study of methods with a bar, and with the losses of the runs at the present eta and seed. */
export async function watch<Result>(
  label: string,
  study: (hooks: Hooks<RobustnessMetric>) => Promise<Result>,
): Promise<Result> {
  const INTERVAL = 500; // ms between pictures
  const monitor = createLossMonitor();
  const live = display(lossChart(`${label}: training starts`, []));
  let drawn = 0;
  let last: RobustnessMetric | undefined;
  const draw = ({ eta, seed, maxNorm, momentum, objective }: RobustnessMetric) => {
    const radius = maxNorm === undefined ? "" : `, r ${maxNorm}`;
    const place = `eta ${eta}${radius}, momentum ${momentum}, ${objective}, seed ${seed}`;
    live.update(lossChart(`${label}: the runs at ${place}`, monitor.curves()));
    drawn = performance.now();
  };
  const result = await count(label, study, (metric: RobustnessMetric) => {
    monitor.record(metric);
    last = metric;
    if (performance.now() - drawn > INTERVAL) draw(metric);
  });
  if (last !== undefined) draw(last);
  return result;
}

/** Training losses against epochs: cross-entropy in nats, the hinge loss in units of the margin. */
export function lossChart(title: string, curves: readonly Curve[]) {
  // The range leaves out the losses of runs that diverge.
  const y = { label: "training loss (nats, or margins)", log: true, range: [1e-6, 1e3] } as const;
  const chart = figure({ title, x: "epoch", y, width: 760, height: 460 });
  for (const curve of curves) chart.line(curve);
  return chart;
}
