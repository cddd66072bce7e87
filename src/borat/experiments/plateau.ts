import { meanOf } from "./summary.ts";

/** A loss that falls by less than this share from one window to the next has stopped to fall. */
const LEAST_FALL = 0.1;
/** A window is a quarter of the training, and at least so many epochs. */
const SHORTEST_WINDOW = 2;

/**
 * Whether a training loss has stopped to fall above its bound: its mean over the last quarter of the
 * epochs is above the bound and at most a tenth below the mean over the quarter before. A method whose
 * step size counts on a least loss of 0 then never shortens its steps.
 *
 * @param losses - Of each epoch, in order; those that are not finite are left out.
 * @param bound - What counts as attained, loss units, above the least loss.
 * @returns `false` also when there are fewer than four losses, too few to tell.
 */
export function hasPlateaued(losses: readonly number[], bound: number): boolean {
  const finite = losses.filter(Number.isFinite);
  const window = Math.max(SHORTEST_WINDOW, Math.floor(finite.length / 4));
  if (finite.length < 2 * window) return false;
  const last = meanOf(finite.slice(-window));
  const before = meanOf(finite.slice(-2 * window, -window));
  return last > bound && last > (1 - LEAST_FALL) * before;
}
