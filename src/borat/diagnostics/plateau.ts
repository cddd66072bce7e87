/** Whether a run is on its way to interpolating. */
export interface InterpolationState {
  /** Mean loss above the bound over the last window, loss units; NaN before the first loss. */
  readonly smoothedLoss: number;
  /** The same over the window before; NaN before it is full. */
  readonly earlierLoss: number;
  /** Whether the loss has stopped falling while it is well above the bound. */
  readonly isPlateau: boolean;
  /** What to do about it; absent without a plateau. */
  readonly warning?: string;
}

/** When a loss counts as stalled. */
export interface PlateauOptions {
  /** Minibatches averaged. Default: 200. */
  readonly window?: number;
  /** Loss above the bound that counts as interpolated, loss units. Default: 0.05. */
  readonly interpolated?: number;
  /** Share by which the loss must fall from one window to the next. Default: 0.02. */
  readonly progress?: number;
}

/** Follows the loss. */
export interface PlateauMonitor {
  /** @param loss - Of a minibatch, above the bound. */
  add(loss: number): void;
  state(): InterpolationState;
}

/** Watches whether the loss still falls, by the means of two neighbouring windows. */
export function createPlateauMonitor(options: PlateauOptions = {}): PlateauMonitor {
  const { window = 200, interpolated = 0.05, progress = 0.02 } = options;
  const recent: number[] = []; // the last two windows
  return {
    add: (loss) => {
      if (!Number.isFinite(loss)) return;
      recent.push(loss);
      if (recent.length > 2 * window) recent.shift();
    },
    state: () => {
      const smoothedLoss = mean(recent.slice(-window));
      const earlierLoss = recent.length < 2 * window ? Number.NaN : mean(recent.slice(0, window));
      const isPlateau = smoothedLoss > interpolated && smoothedLoss > (1 - progress) * earlierLoss;
      const state = { smoothedLoss, earlierLoss, isPlateau };
      return isPlateau ? { ...state, warning: warningAt(smoothedLoss) } : state;
    },
  };
}

function warningAt(loss: number): string {
  return `The loss has stalled ${loss.toPrecision(2)} above its lower bound: the model may be too small to interpolate, or a penalty, label noise, dropout or augmentation keeps it up. The step rule takes the least loss to be the bound.`;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
