import { setTimeout as sleep } from "node:timers/promises";
import type { XPublisher } from "zeromq";
import type { FrameSink } from "./send-queue.ts";

/** Milliseconds between two tries while a subscriber's queue is full. */
const retryInterval = 5;

/**
 * An iopub sink that waits for slow subscribers, so that a flood of outputs waits in the program
 * and neither fills this process nor gets lost.
 * A subscriber that takes nothing for `patience` ms is taken for dead: from then on it loses what
 * its queue cannot hold, instead of stopping the program for everyone; a new subscription ends that.
 */
export class PatientPublisher implements FrameSink {
  readonly #socket: XPublisher;
  readonly #patience: number;
  #waits: boolean = true;

  /** @param socket - Not yet bound; its send high-water mark is what each subscriber may lag. */
  constructor(socket: XPublisher, patience = 5000) {
    this.#socket = socket;
    this.#socket.noDrop = true;
    this.#patience = patience;
  }

  /** Waits for full queues again. */
  trustSubscribers(): void {
    this.#setWaiting(true);
  }

  async send(frames: Uint8Array[]): Promise<void> {
    const deadline = Date.now() + this.#patience;
    // XPUB reports itself writable even when a queue is full, so there is no event to wait for.
    while (!(await this.#trySend(frames))) {
      if (Date.now() > deadline) this.#setWaiting(false);
      else await sleep(retryInterval);
    }
  }

  #setWaiting(waits: boolean): void {
    if (waits === this.#waits) return;
    this.#waits = waits;
    this.#socket.noDrop = waits;
  }

  async #trySend(frames: Uint8Array[]): Promise<boolean> {
    try {
      await this.#socket.send(frames);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") return false;
      throw error;
    }
  }
}
