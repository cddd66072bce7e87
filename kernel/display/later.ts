import { getHost } from "./host.ts";

/** Work that waits a while, so that it is done once for many calls, and at the latest when the running cell ends. */
export class Later {
  readonly #delay: number;
  readonly #work: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param delay - Milliseconds. */
  constructor(delay: number, work: () => void) {
    this.#delay = delay;
    this.#work = work;
  }

  /** Has the work done after the delay, unless it waits already. */
  ask(): void {
    this.#timer ??= setTimeout(this.flush, this.#delay).unref();
    getHost()?.beforeEnd?.(this.flush);
  }

  /** Does the work now, if it waits. */
  readonly flush = (): void => {
    if (this.#timer === undefined) return;
    this.cancel();
    this.#work();
  };

  /** Forgets the work that waits. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
