/** Lets tasks of several queues run one at a time, in the order in which they ask. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @param task - Never rejects. */
  take(task: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(task);
    this.#last = turn;
    return turn;
  }
}
