import type { FocusProgress } from "../fit/index.ts";

const SHORTEST_PAUSE = 5000; // ms between lines of one stage

/**
 * Tells how a run gets on, a line every few seconds: `training 40/200, loss 0.34, 5 min left`.
 *
 * @param now - Tells the time in ms.
 */
export function createFocusNotices(
  onNotice: (line: string) => void,
  now: () => number = () => performance.now(),
): (progress: FocusProgress) => void {
  let first: { readonly progress: FocusProgress; readonly time: number } | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const time = now();
    const { stage, done, total, loss } = progress;
    if (first?.progress.stage !== stage) {
      first = { progress, time };
      last = Number.NEGATIVE_INFINITY;
    }
    if (time - last < SHORTEST_PAUSE && done < total) return;
    last = time;
    const since = done - first.progress.done;
    const left = since > 0 ? ((time - first.time) / since) * (total - done) : undefined;
    onNotice(
      [
        `${stage} ${done}/${total}`,
        ...(loss === undefined ? [] : [`loss ${loss.toPrecision(3)}`]),
        ...(left === undefined || done === total ? [] : [`${describeTime(left)} left`]),
      ].join(", "),
    );
  };
}

function describeTime(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
