import { setImmediate as turn } from "node:timers/promises";
import type { Turns } from "../turns.ts";

/** A request that must wait its turn. */
export interface Job {
  /** Does the work; never rejects. */
  run(): Promise<JobEnd>;
  /** Answers without doing the work. */
  abort(): void;
}

/** How a job ended. */
interface JobEnd {
  /** True aborts every job that waits at this moment. */
  readonly abortWaiting: boolean;
  /** Sends the answer. */
  report(): void;
}

/** Runs jobs one at a time in the order of their arrival. */
export class JobQueue {
  readonly #turns: Turns;
  #waiting: Job[] = [];
  #active: boolean = false;

  /** @param turns - Shared with the queues whose jobs must not run beside these. */
  constructor(turns: Turns) {
    this.#turns = turns;
  }

  push(job: Job): void {
    this.#waiting.push(job);
    if (this.#active) return;
    this.#active = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#turns.take(() => this.#runNext());
    this.#active = false;
  }

  async #runNext(): Promise<void> {
    const job = this.#waiting.shift();
    if (job === undefined) return;
    const end = await job.run();
    const aborted = end.abortWaiting ? await this.#takeWaiting() : [];
    end.report();
    for (const other of aborted) other.abort();
  }

  /** What was sent before the failure is known must be read first: it waits too. */
  async #takeWaiting(): Promise<readonly Job[]> {
    await turn();
    await turn();
    return this.#waiting.splice(0);
  }
}
