import type { Barrier } from "./control-messages.ts";

/** Milliseconds for an idle event loop to answer before JavaScript is terminated. */
const grace = 10;
/** Milliseconds between barriers once it was: a termination may strike the code that takes one. */
const barrierPeriod = 20;
/** Milliseconds without a barrier until the next termination: one may be swallowed. */
const strikePeriod = 100;
/** Barriers that must pass after a termination of which the engine never reports the end. */
const enoughBarriers = 10;

/** What an interrupter acts upon. */
export interface Target {
  /** Sends a barrier to the main thread. */
  post(barrier: Barrier): void;
  /** Terminates the JavaScript that runs in the main thread; `done` is called once it has ended. */
  terminate(done: () => void): void;
}

/**
 * Stops what the main thread does, from another thread.
 *
 * Where the event loop turns (a pending await, a timer) a barrier is enough. Else JavaScript is
 * terminated, again and again, until the loop turns and no termination is left that could strike
 * the next cell.
 */
export class Interrupter {
  readonly #target: Target;
  #id: string | undefined;
  #onStopped: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStruck: boolean = false;
  /** When the last termination was asked for or the last barrier passed. */
  #quietSince: number = 0;
  /** Number of the last barrier sent. */
  #number: number = 0;
  /** The first barrier whose passing shows that the main thread is free. */
  #freeFrom: number = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Whether an interrupt is going on. */
  get isActive(): boolean {
    return this.#onStopped !== undefined;
  }

  /** Stops the task `id`; `onStopped` is called when the main thread is free. */
  start(id: string | undefined, onStopped: () => void): void {
    if (this.isActive) return;
    this.#id = id;
    this.#onStopped = onStopped;
    this.#isStruck = false;
    this.#freeFrom = this.#number + 1;
    this.#sendBarrier();
    this.#timer = setTimeout(() => this.#insist(), grace);
  }

  /** The main thread took a barrier. */
  barrierPassed(number: number): void {
    this.#quietSince = performance.now();
    if (number < this.#freeFrom || this.#onStopped === undefined) return;
    clearTimeout(this.#timer);
    const onStopped = this.#onStopped;
    this.#onStopped = undefined;
    onStopped();
  }

  #insist(): void {
    if (!this.#isStruck || performance.now() - this.#quietSince >= strikePeriod) this.#strike();
    this.#sendBarrier();
    this.#timer = setTimeout(() => this.#insist(), barrierPeriod);
  }

  #strike(): void {
    this.#isStruck = true;
    this.#quietSince = performance.now();
    this.#freeFrom = this.#number + enoughBarriers;
    this.#target.terminate(() => {
      this.#freeFrom = Math.min(this.#freeFrom, this.#number + 1);
    });
  }

  #sendBarrier(): void {
    this.#number += 1;
    const barrier = { number: this.#number, id: this.#id, struck: this.#isStruck };
    this.#target.post({ type: "barrier", ...barrier });
  }
}
